using System.Reflection;
using FunctionsRuntime.Hosting.Rules;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FunctionsRuntime.Hosting.Discovery;

/// <summary>Finds the methods that carry a FunctionAttribute.</summary>
internal static class FunctionDiscovery
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>
    /// The functions in the order of their names, letter case ignored: the order in which the real host tries their routes
    /// (azure-functions-host, FunctionMetadataManager).
    /// </summary>
    public static IReadOnlyList<HostedFunction> Find(IEnumerable<Type> types, RuleViolations violations) =>
        [.. types
            .SelectMany(t => t.GetMethods(Declared))
            .Select(m => (Method: m, m.GetCustomAttribute<FunctionAttribute>()?.Name))
            .Where(m => m.Name is not null)
            .Select(m => Describe(m.Name!, m.Method, violations))
            .OfType<HostedFunction>()
            .OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase)];

    private static HostedFunction? Describe(string name, MethodInfo method, RuleViolations violations)
    {
        var triggers = method.GetParameters()
            .Select(p => (Parameter: p, Trigger: p.GetCustomAttribute<TriggerBindingAttribute>()))
            .Where(p => p.Trigger is not null)
            .ToList();
        if (triggers.Count != 1)
        {
            violations.Add(name, $"has {triggers.Count} triggers; a function has exactly one");
            return null;
        }

        return new HostedFunction(name, method, triggers[0].Parameter, triggers[0].Trigger!);
    }
}
