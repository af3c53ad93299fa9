using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsRuntime.Hosting.Rules;

/// <summary>
/// Which routes can stand beside each other. The real host knows no precedence: it tries the functions in the order of their names,
/// letter case ignored, and takes the first whose template and methods match (azure-functions-host, FunctionMetadataManager and
/// WebScriptHostHttpRoutesManager; issue 9876 there). ASP.NET Core's routing in the worker, and so this runtime, takes the more specific
/// template, and fails a request that two equally specific ones match. Where some request matches two functions, both orders therefore
/// have to agree: the name of the function with the more specific route sorts first. That goes for <c>x/{id}</c> beside
/// <c>x/{*rest}</c> as for <c>x/list</c> beside <c>x/{id}</c>.
/// </summary>
internal static class RouteOrder
{
    /// <param name="functions">In the order of their names.</param>
    public static void Check(IReadOnlyList<HostedFunction> functions, string prefix, RuleViolations violations)
    {
        List<Route> routes = [];
        foreach (HostedFunction function in functions.Where(f => f.Trigger is HttpTriggerAttribute))
        {
            try
            {
                routes.Add(new Route(function, HttpRoute.Pattern(function, prefix)));
            }
            catch (RoutePatternException)
            {
                // Reported by RouteRules.
            }
        }

        for (int i = 0; i < routes.Count; i++)
        {
            for (int j = i + 1; j < routes.Count; j++)
            {
                Check(routes[i], routes[j], violations);
            }
        }
    }

    private static void Check(Route first, Route second, RuleViolations violations)
    {
        if (!ShareMethod(first.Function, second.Function) || !Overlap(Segments(first.Pattern), Segments(second.Pattern)))
        {
            return;
        }

        if (first.Pattern.InboundPrecedence == second.Pattern.InboundPrecedence)
        {
            violations.Add(
                second.Function.Name,
                $"has the route '{second.Pattern.RawText}', which can't be told from '{first.Pattern.RawText}' of '{first.Function.Name}'");
        }
        else if (first.Pattern.InboundPrecedence > second.Pattern.InboundPrecedence)
        {
            violations.Add(
                second.Function.Name,
                $"has the route '{second.Pattern.RawText}', which '{first.Pattern.RawText}' of '{first.Function.Name}' hides: the host "
                + "tries functions in the order of their names, so rename one of them to put the more specific route first");
        }
    }

    private static bool ShareMethod(HostedFunction one, HostedFunction other)
    {
        string[] ones = ((HttpTriggerAttribute)one.Trigger).Methods ?? [];
        string[] others = ((HttpTriggerAttribute)other.Trigger).Methods ?? [];
        return ones.Length == 0 || others.Length == 0 || ones.Intersect(others, StringComparer.OrdinalIgnoreCase).Any();
    }

    /// <summary>The one constraint that RouteRules lets through makes its parameter match nothing but the root.</summary>
    private static IReadOnlyList<RoutePatternPathSegment> Segments(RoutePattern pattern) =>
        pattern.Parameters.Any(p => p.ParameterPolicies.Count > 0) ? [] : pattern.PathSegments;

    /// <summary>Whether some path matches both.</summary>
    private static bool Overlap(IReadOnlyList<RoutePatternPathSegment> a, IReadOnlyList<RoutePatternPathSegment> b)
    {
        for (int i = 0; ; i++)
        {
            if (i == a.Count || i == b.Count)
            {
                return a.Skip(i).Concat(b.Skip(i)).All(CanBeAbsent);
            }

            if (IsCatchAll(a[i]) || IsCatchAll(b[i]))
            {
                return true;
            }

            if (Literal(a[i]) is { } x && Literal(b[i]) is { } y && !x.Equals(y, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }
    }

    private static bool CanBeAbsent(RoutePatternPathSegment segment) =>
        segment.Parts is [RoutePatternParameterPart { IsCatchAll: true } or RoutePatternParameterPart { IsOptional: true }];

    private static bool IsCatchAll(RoutePatternPathSegment segment) => segment.Parts is [RoutePatternParameterPart { IsCatchAll: true }];

    private static string? Literal(RoutePatternPathSegment segment) =>
        segment.Parts is [RoutePatternLiteralPart literal] ? literal.Content : null;

    private sealed record Route(HostedFunction Function, RoutePattern Pattern);
}
