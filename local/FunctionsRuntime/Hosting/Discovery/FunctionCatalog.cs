using FunctionsRuntime.Hosting.Invocation;
using FunctionsRuntime.Hosting.Queues;
using FunctionsRuntime.Hosting.Rules;
using FunctionsRuntime.Hosting.Settings;
using FunctionsRuntime.Hosting.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;

namespace FunctionsRuntime.Hosting.Discovery;

/// <summary>Every function of the program, checked, with what its trigger and parameters need.</summary>
internal sealed class FunctionCatalog
{
    private FunctionCatalog(IReadOnlyList<HostedFunction> functions)
    {
        Functions = functions;
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<HostedFunction> Functions { get; }

    public Dictionary<HostedFunction, ParameterSource[]> Parameters { get; } = [];

    public Dictionary<HostedFunction, TimerSchedule> Timers { get; } = [];

    public Dictionary<HostedFunction, QueueConnection> Queues { get; } = [];

    /// <exception cref="HostRuleException">The real host would refuse or misroute some of it.</exception>
    public static FunctionCatalog Load(
        IEnumerable<Type> types, HostJson host, IConfiguration settings, bool aspNetCore, Func<DurableTaskClient> durable)
    {
        var violations = new RuleViolations();
        var catalog = new FunctionCatalog(FunctionDiscovery.Find(types, violations));
        FunctionRules.CheckNames(catalog.Functions, violations);
        RouteOrder.Check(catalog.Functions, host.RoutePrefix, violations);
        foreach (HostedFunction function in catalog.Functions)
        {
            FunctionRules.Check(function, violations);
            catalog.AddParameters(function, durable, violations);
            catalog.AddTrigger(function, host, settings, aspNetCore, violations);
        }

        violations.ThrowIfAny();
        return catalog;
    }

    private void AddParameters(HostedFunction function, Func<DurableTaskClient> durable, RuleViolations violations)
    {
        var sources = function.Method.GetParameters()
            .Select(p => (Parameter: p, Source: ParameterBinding.For(function, p, durable)))
            .ToList();
        foreach (var (parameter, _) in sources.Where(s => s.Source is null))
        {
            violations.Add(
                function.Name, $"has the parameter '{parameter.ParameterType.Name} {parameter.Name}', which nothing can be bound to");
        }

        Parameters[function] = [.. sources.Select(s => s.Source!)];
    }

    private void AddTrigger(
        HostedFunction function, HostJson host, IConfiguration settings, bool aspNetCore, RuleViolations violations)
    {
        switch (function.Trigger)
        {
            case HttpTriggerAttribute:
                RouteRules.Check(function, host.RoutePrefix, violations);
                if (!aspNetCore)
                {
                    violations.Add(function.Name, "is an HTTP function, but the program doesn't call ConfigureFunctionsWebApplication()");
                }

                break;
            case QueueTriggerAttribute when QueueConnection.For(function, settings, violations) is { } connection:
                Queues[function] = connection;
                break;
            case TimerTriggerAttribute timer:
                AddTimer(function, timer, settings, violations);
                break;
        }
    }

    private void AddTimer(HostedFunction function, TimerTriggerAttribute timer, IConfiguration settings, RuleViolations violations)
    {
        try
        {
            Timers[function] = TimerSchedule.Parse(timer.Schedule, settings);
        }
        catch (FormatException e)
        {
            violations.Add(function.Name, e.Message);
        }
    }
}
