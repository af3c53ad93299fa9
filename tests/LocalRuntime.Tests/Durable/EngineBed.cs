using CrashChild;
using FunctionsRuntime.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace LocalRuntime.Tests.Durable;

/// <summary>An engine on a journal folder of its own that can be stopped, dropped and opened again.</summary>
internal sealed class EngineBed : IAsyncDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    public Dictionary<string, OrchestratorFunction> Orchestrators { get; } = [];

    public Dictionary<string, ActivityFunction> Activities { get; } = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("durable-").FullName;

    public RecordingLoggers Loggers { get; } = new();

    public Func<DurableEngineOptions, DurableEngineOptions> Configure { get; set; } = o => o;

    public DurableEngine? Engine { get; private set; }

    public DurableTaskClient Client => Engine!.Client;

    public CancellationToken Deadline => _deadline.Token;

    public void Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> run) => Orchestrators[name] = async c => await run(c);

    public void Activity<TIn, TOut>(string name, Func<TIn, TOut> run) => Activities[name] = (call, _) =>
        Task.FromResult<object?>(run(JsonDataConverter.Default.Deserialize<TIn>(call.SerializedInput)!));

    public async Task StartAsync()
    {
        Engine = new DurableEngine(
            Configure(new DurableEngineOptions { JournalDirectory = Folder, Time = new SkippingTime() }), Orchestrators, Activities, Loggers);
        await Engine.StartAsync(Deadline);
    }

    public async Task RestartAsync()
    {
        await Engine!.DisposeAsync();
        await StartAsync();
    }

    public async Task<string> ScheduleAsync(string name, object? input = null, string? id = null) =>
        await Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id), Deadline);

    public Task<OrchestrationMetadata> EndAsync(string id) => Client.WaitForInstanceCompletionAsync(id, true, Deadline);

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null) => await EndAsync(await ScheduleAsync(name, input));

    /// <summary>Waits until the orchestrator has set this custom status, which tells how far it has come.</summary>
    public async Task<OrchestrationMetadata> ReachAsync(string id, string status)
    {
        while (true)
        {
            OrchestrationMetadata? found = await Client.GetInstanceAsync(id, true, Deadline);
            if (found?.SerializedCustomStatus == $"\"{status}\"" || found?.IsCompleted is true)
            {
                Assert.Equal($"\"{status}\"", found.SerializedCustomStatus);
                return found;
            }

            await Task.Yield();
            Deadline.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
        _deadline.Dispose();
        Loggers.Dispose();
    }
}
