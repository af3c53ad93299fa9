using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsRuntime.Hosting.Rules;

/// <summary>What a route may look like on its own (azure-functions-host, ScriptHost.ValidateHttpFunction).</summary>
internal static class RouteRules
{
    /// <summary>Matches the root alone, which no plain route can.</summary>
    private const string RootRoute = "{root:maxlength(0)?}";

    /// <summary>The host compares text, not segments: "administrators" is refused too.</summary>
    private static readonly string[] HostsOwn = ["admin", "runtime"];

    public static void Check(HostedFunction function, string prefix, RuleViolations violations)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        string route = HttpRoute.Template(function);
        if (trigger.Methods is not { Length: > 0 })
        {
            violations.Add(function.Name, "lists no HTTP methods; without them it would answer every one");
        }

        if (route.StartsWith('/') || route.StartsWith('~'))
        {
            violations.Add(
                function.Name, $"has the route '{route}'; a route that begins with '/' or '~' breaks every endpoint of the host");
            return;
        }

        if (HostsOwn.Any(own => route.StartsWith(own, StringComparison.OrdinalIgnoreCase)))
        {
            violations.Add(function.Name, $"has the route '{route}'; routes that begin with 'admin' or 'runtime' are the host's own");
        }

        CheckPattern(function, route, prefix, violations);
    }

    private static void CheckPattern(HostedFunction function, string route, string prefix, RuleViolations violations)
    {
        try
        {
            RoutePattern pattern = HttpRoute.Pattern(function, prefix);
            if (route != RootRoute && pattern.Parameters.FirstOrDefault(p => p.ParameterPolicies.Count > 0) is { } constrained)
            {
                violations.Add(
                    function.Name,
                    $"has the route '{route}' with a constraint on '{constrained.Name}'; a value that fails it gets the host's empty 404, "
                    + "so parse it in code");
            }
        }
        catch (RoutePatternException e)
        {
            violations.Add(function.Name, $"has the route '{route}', which can't be parsed: {e.Message.TrimEnd('.')}");
        }
    }
}
