using FunctionsRuntime.Hosting.Discovery;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsRuntime.Hosting.Http;

/// <summary>The route of an HTTP function as the host reads it.</summary>
internal static class HttpRoute
{
    /// <summary>The route without the prefix: a missing or blank one is the function's name.</summary>
    public static string Template(HostedFunction function) =>
        ((HttpTriggerAttribute)function.Trigger).Route is { } route && !string.IsNullOrWhiteSpace(route) ? route : function.Name;

    /// <summary>Throws a RoutePatternException for a template that does not parse.</summary>
    public static RoutePattern Pattern(HostedFunction function, string prefix) =>
        RoutePatternFactory.Parse(prefix.Length == 0 ? Template(function) : $"{prefix}/{Template(function)}");

    public static IEnumerable<string> ParameterNames(HostedFunction function)
    {
        try
        {
            return Pattern(function, "").Parameters.Select(p => p.Name);
        }
        catch (RoutePatternException)
        {
            return [];
        }
    }
}
