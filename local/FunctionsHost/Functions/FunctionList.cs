using FunctionsHost.Rpc;
using FunctionsHost.Settings;
using Newtonsoft.Json.Linq;

namespace FunctionsHost.Functions;

/// <summary>Reads what the worker says of its functions, and refuses what this host cannot do before anything runs.</summary>
internal static class FunctionList
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "httpTrigger", "http", "queueTrigger", "timerTrigger", "orchestrationTrigger", "activityTrigger", "entityTrigger", "durableClient",
    };

    private static readonly string[] Reserved = ["admin", "runtime"];

    /// <summary>The functions that are not disabled, in the order in which the real host tries their routes.</summary>
    public static IReadOnlyList<Function> Read(FunctionMetadataResponse response, HostSettings settings)
    {
        if (response.UseDefaultMetadataIndexing)
            throw new HostException("the app leaves the listing of its functions to the host: build it with the setting FunctionsEnableWorkerIndexing");
        return
        [
            .. response.FunctionMetadataResults
                .Where(metadata => !settings.Configuration.GetValue<bool>($"AzureWebJobs.{metadata.Name}.Disabled"))
                .Select(metadata => Read(metadata, settings.RoutePrefix))
                .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static Function Read(RpcFunctionMetadata metadata, string routePrefix)
    {
        List<Binding> bindings = [.. metadata.RawBindings.Select(raw => new Binding(JObject.Parse(raw)))];
        if (bindings.Find(binding => !Known.Contains(binding.Type)) is { } unknown)
            throw new HostException($"function {metadata.Name} has a binding of type {unknown.Type}, which this host does not know");
        Function function = new(metadata, bindings.Single(binding => binding.IsTrigger), [.. bindings.Where(binding => binding.IsInput)]);
        if (function.IsHttp && Reserved.Contains($"{routePrefix}/{function.Route}".TrimStart('/').Split('/')[0], StringComparer.OrdinalIgnoreCase))
            throw new HostException($"function {metadata.Name} has the route {function.Route}, which is the platform's own");
        return function;
    }
}
