using System.Reflection;
using FunctionsRuntime.Hosting.Discovery;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsRuntime.Hosting.Http;

/// <summary>
/// Which functions the deployed host protects with a key. Like Azure Functions Core Tools, the runtime asks for none: it warns.
/// </summary>
internal static class HttpAuthorization
{
    /// <summary>
    /// A trigger without a level needs a key too: the host is told what the source says, and its default is Function, whatever the
    /// attribute's own property holds.
    /// </summary>
    public static bool NeedsKey(HostedFunction function) =>
        function.Trigger is HttpTriggerAttribute trigger
        && (trigger.AuthLevel != AuthorizationLevel.Anonymous || !SaysLevel(function.TriggerParameter));

    private static bool SaysLevel(ParameterInfo parameter) =>
        parameter.GetCustomAttributesData()
            .Single(a => a.AttributeType == typeof(HttpTriggerAttribute))
            .ConstructorArguments
            .Any(a => a.ArgumentType == typeof(AuthorizationLevel));
}
