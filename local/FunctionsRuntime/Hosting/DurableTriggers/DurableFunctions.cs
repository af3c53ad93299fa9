using Azure.Core.Serialization;
using FunctionsRuntime.Durable;
using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.Invocation;
using FunctionsRuntime.Hosting.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FunctionsRuntime.Hosting.DurableTriggers;

/// <summary>Gives orchestrators and activities to the durable engine, and its client to every function that asks.</summary>
internal sealed class DurableFunctions(DurableSettings settings, TimeProvider time) : IAsyncDisposable
{
    private DurableEngine? _engine;

    public DurableTaskClient Client => _engine?.Client ?? throw new InvalidOperationException("The durable engine isn't running.");

    /// <summary>Ends with the error when the journal can't be written any more; never before a start.</summary>
    public Task Completion => _engine?.Completion ?? Task.CompletedTask;

    /// <summary>Nothing happens, and no journal is made, for a program without durable functions.</summary>
    public async Task StartAsync(
        FunctionCatalog catalog, FunctionInvoker invoker, IServiceProvider services, ILoggerFactory loggers, CancellationToken cancellation)
    {
        if (!catalog.Functions.Any(IsDurable))
        {
            return;
        }

        var converter = new WorkerDataConverter(SerializerOf(services));
        var options = new DurableEngineOptions
        {
            JournalDirectory = settings.JournalDirectory,
            RepairCorruption = settings.Repair,
            MaxConcurrentActivities = settings.MaxConcurrentActivities,
            MaxConcurrentOrchestrators = settings.MaxConcurrentOrchestrators,
            Converter = converter,
            Time = time,
        };
        _engine = new DurableEngine(options, Orchestrators(catalog, invoker), Activities(catalog, invoker, converter), loggers);
        await _engine.StartAsync(cancellation);
    }

    public Task StopAsync(CancellationToken cancellation) => _engine?.StopAsync(cancellation) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static bool IsDurable(HostedFunction function) =>
        function.Trigger is OrchestrationTriggerAttribute or ActivityTriggerAttribute
        || function.Method.GetParameters().Any(p => p.ParameterType == typeof(DurableTaskClient));

    private static ObjectSerializer SerializerOf(IServiceProvider services) =>
        services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer!;

    private static Dictionary<string, OrchestratorFunction> Orchestrators(FunctionCatalog catalog, FunctionInvoker invoker) =>
        catalog.Functions
            .Where(f => f.Trigger is OrchestrationTriggerAttribute)
            .ToDictionary(
                f => ((OrchestrationTriggerAttribute)f.Trigger).Orchestration ?? f.Name,
                f => (OrchestratorFunction)(context =>
                    invoker.InvokeAsync(f, new TriggerInput(context), prepare: null, CancellationToken.None)),
                StringComparer.OrdinalIgnoreCase);

    private Dictionary<string, ActivityFunction> Activities(FunctionCatalog catalog, FunctionInvoker invoker, DataConverter converter) =>
        catalog.Functions
            .Where(f => f.Trigger is ActivityTriggerAttribute)
            .ToDictionary(
                f => ((ActivityTriggerAttribute)f.Trigger).Activity ?? f.Name,
                f => (ActivityFunction)((call, stopping) => RunActivityAsync(f, call, invoker, converter, stopping)),
                StringComparer.OrdinalIgnoreCase);

    /// <summary>The engine cancels at once when it stops; a running activity first gets the time that the host grants.</summary>
    private async Task<object?> RunActivityAsync(
        HostedFunction function, ActivityCall call, FunctionInvoker invoker, DataConverter converter, CancellationToken stopping)
    {
        using var aborting = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using CancellationTokenRegistration grace = stopping.Register(() => aborting.CancelAfter(settings.StopTimeout));
        object? input = converter.Deserialize(call.SerializedInput, function.TriggerParameter.ParameterType);
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = call.InstanceId };
        return await invoker.InvokeAsync(function, new TriggerInput(input, data), prepare: null, aborting.Token);
    }
}
