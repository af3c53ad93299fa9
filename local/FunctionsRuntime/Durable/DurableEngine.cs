using System.Collections.Frozen;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Durable;

/// <summary>Durable orchestrations in one process: replay on every episode over a journal that survives crashes.</summary>
public sealed class DurableEngine : IAsyncDisposable
{
    private readonly DurableEngineOptions _options;
    private readonly FrozenDictionary<string, OrchestratorFunction> _orchestrators;
    private readonly FrozenDictionary<string, ActivityFunction> _activities;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly EngineClient _client;
    private readonly CancellationTokenSource _stopping = new();

    private InstanceStore? _store;
    private Journal? _journal;
    private Dispatcher? _dispatcher;
    private Task[] _loops = [];
    private bool _stopped;

    /// <param name="options">Where the journal is, and how much runs at once.</param>
    /// <param name="orchestrators">By name; names are compared without regard to case.</param>
    /// <param name="activities">By name; names are compared without regard to case.</param>
    /// <param name="loggers">Where the engine and the orchestrators' replay-safe loggers write.</param>
    public DurableEngine(
        DurableEngineOptions options,
        IReadOnlyDictionary<string, OrchestratorFunction> orchestrators,
        IReadOnlyDictionary<string, ActivityFunction> activities,
        ILoggerFactory loggers)
    {
        _options = options;
        _orchestrators = orchestrators.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _activities = activities.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _loggers = loggers;
        _logger = loggers.CreateLogger<DurableEngine>();
        _client = new EngineClient(options, _orchestrators);
    }

    /// <summary>Usable between start and stop.</summary>
    public DurableTaskClient Client => _client;

    /// <summary>Ends well when the engine was stopped, and with the error when its journal could not be written: then the process must end.</summary>
    public Task Completion => _journal?.Ended ?? Task.CompletedTask;

    /// <summary>The journal's length in bytes.</summary>
    public long JournalLength => _journal?.Length ?? 0;

    /// <summary>Reads the journal and takes up what was under way.</summary>
    /// <exception cref="InvalidOperationException">Another engine uses the folder.</exception>
    /// <exception cref="JournalCorruptedException">The journal is damaged and repair was not asked for.</exception>
    public Task StartAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _store = new InstanceStore();
        _journal = new Journal(_options, _store, _logger);
        _dispatcher = new Dispatcher(_options, _store, _journal, _orchestrators, _loggers);
        _client.Open(_store, _journal, _dispatcher);
        var worker = new ActivityWorker(_dispatcher, _activities, _options.Converter, _logger);
        _loops =
        [
            .. Enumerable.Range(0, _options.MaxConcurrentOrchestrators).Select(_ => LoopAsync(_dispatcher.RunAsync)),
            .. Enumerable.Range(0, _options.MaxConcurrentActivities).Select(_ => LoopAsync(worker.RunAsync)),
        ];
        _dispatcher.Resume();
        return Task.CompletedTask;
    }

    /// <summary>Stops taking work, cancels activities, which run again at the next start, and closes the journal.</summary>
    /// <param name="ct">Ends the wait for activities that do not heed their cancellation.</param>
    public async Task StopAsync(CancellationToken ct)
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await _stopping.CancelAsync();
        _dispatcher?.Dispose();
        try
        {
            await Task.WhenAll(_loops).WaitAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _logger.LogWarning("Activities are still running; the engine stops without them.");
        }

        _journal?.Dispose();
    }

    /// <summary>The history of an instance that has not finished; null if there is none.</summary>
    public RecordedHistory? ExportHistory(string instanceId)
    {
        if (_journal is null)
        {
            return null;
        }

        lock (_journal.Gate)
        {
            return _store!.Find(instanceId) is { IsFinished: false } state ? state.Record() : null;
        }
    }

    /// <summary>As <see cref="StopAsync"/>, but without waiting for activities.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _stopping.Dispose();
    }

    private async Task LoopAsync(Func<CancellationToken, Task> loop)
    {
        try
        {
            await Task.Run(() => loop(_stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The engine stops.
        }
        catch (InvalidOperationException) when (_stopping.IsCancellationRequested || _journal!.Ended.IsFaulted)
        {
            // The journal has ended and says so itself.
        }
        catch (Exception e)
        {
            _logger.LogCritical(e, "A loop of the durable engine has ended.");
            throw;
        }
    }
}
