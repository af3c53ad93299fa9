using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Core = DurableTask.Core.Exceptions;

namespace FunctionsRuntime.Durable;

/// <summary>The context of one episode. It numbers the steps that the orchestrator takes and completes them from the history.</summary>
internal sealed class DurableContext(Execution execution, DataConverter converter, ILoggerFactory loggers, Turn turn) : TaskOrchestrationContext
{
    private readonly Dictionary<int, TaskCompletionSource<string?>> _open = [];
    private readonly SortedDictionary<int, HistoryEvent> _taken = [];
    private readonly HashSet<int> _openTimers = [];
    private readonly EventInbox _events = new(converter);

    private int _steps;
    private int _guids;
    private DateTime _now;
    private bool _replaying = true;
    private object? _customStatus;

    public override TaskName Name => execution.Name;

    public override string InstanceId => execution.InstanceId;

    public override ParentOrchestrationInstance? Parent => execution.Parent;

    public override string Version => execution.Version ?? string.Empty;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => _replaying;

    /// <summary>Steps taken that the history does not have yet, as the events that it will get.</summary>
    public IReadOnlyCollection<HistoryEvent> NewSteps => _taken.Values;

    public IReadOnlySet<int> OpenTimers => _openTimers;

    public IReadOnlyList<HistoryEvent> UnclaimedEvents => _events.Unclaimed;

    public bool HasOpenSteps => _open.Count > 0;

    public bool CanGoOn => HasOpenSteps || _events.HasOpenWait;

    public ContinuedAsNew? Continued { get; private set; }

    protected override ILoggerFactory LoggerFactory => loggers;

    public override T? GetInput<T>()
        where T : default
        => converter.Deserialize<T>(execution.Input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        RefuseOptionsAsInput(input, options);
        string? data = converter.Serialize(input);
        return await CallAsync<TResult>(name, options, () => new HistoryEvent
        {
            Kind = HistoryEventKind.TaskScheduled,
            Name = name.Name,
            Data = data,
        });
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        RefuseOptionsAsInput(input, options);
        string? data = converter.Serialize(input);
        string instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        return await CallAsync<TResult>(orchestratorName, options, () => new HistoryEvent
        {
            Kind = HistoryEventKind.SubOrchestrationInstanceCreated,
            Name = orchestratorName.Name,
            InstanceId = instanceId,
            Data = data,
        });
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        int id = Take(new HistoryEvent { Kind = HistoryEventKind.TimerCreated, FireAt = fireAt.ToUniversalTime() });
        TaskCompletionSource<string?> timer = Open(id);
        _openTimers.Add(id);
        using CancellationTokenRegistration registration = cancellationToken.Register(() =>
        {
            turn.ThrowIfElsewhere();
            Close(id);
            timer.TrySetCanceled(cancellationToken);
        });
        await timer.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        turn.ThrowIfElsewhere();
        return _events.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        Take(new HistoryEvent
        {
            Kind = HistoryEventKind.EventSent,
            Name = eventName,
            InstanceId = instanceId,
            Data = converter.Serialize(payload),
        });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        turn.ThrowIfElsewhere();
        _customStatus = customStatus;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true)
    {
        turn.ThrowIfElsewhere();
        Continued = new ContinuedAsNew(converter.Serialize(newInput), preserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        turn.ThrowIfElsewhere();
        return DeterministicGuid.Create(InstanceId, _now, _guids++);
    }

    public string? SerializeCustomStatus() => converter.Serialize(_customStatus);

    public void BeginEpisode(DateTime now) => _now = now;

    public void EndReplay() => _replaying = false;

    /// <summary>The history says that this step was taken.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">The orchestrator has not taken it, or another in its place.</exception>
    public void Confirm(HistoryEvent begun)
    {
        string expected = $"The history has {begun.Describe()} as step {begun.Id}, but this replay of '{Name}' ";
        const string Cause = " The orchestrator is not deterministic, or its code has changed since the instance began.";
        if (!_taken.Remove(begun.Id, out HistoryEvent? taken))
        {
            throw new NonDeterministicOrchestrationException(expected + "has not taken that step." + Cause);
        }

        if (taken.Kind != begun.Kind || !string.Equals(taken.Name, begun.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new NonDeterministicOrchestrationException($"{expected}has {taken.Describe()} there.{Cause}");
        }
    }

    /// <summary>Completes a step; one that has ended already, such as a cancelled timer, stays as it is.</summary>
    public void Complete(HistoryEvent ended)
    {
        if (!_open.TryGetValue(ended.Id, out TaskCompletionSource<string?>? step))
        {
            return;
        }

        Close(ended.Id);
        if (ended.Failure is null)
        {
            step.SetResult(ended.Data);
        }
        else
        {
            step.SetException(ReplayFailure.ToCore(ended));
        }
    }

    public void Raise(HistoryEvent raised) => _events.Raise(raised, hold: Continued is not null);

    private static void RefuseOptionsAsInput(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException("Task options were given as the input; name the argument 'options:'.", nameof(input));
        }
    }

    private async Task<TResult> CallAsync<TResult>(TaskName name, TaskOptions? options, Func<HistoryEvent> begin)
    {
        int id = 0;
        try
        {
            return converter.Deserialize<TResult>(await Retry.RunAsync(this, options?.Retry, AttemptAsync))!;
        }
        catch (Core.OrchestrationException e)
        {
            throw new TaskFailedException(name.Name, id, e);
        }

        Task<string?> AttemptAsync()
        {
            id = Take(begin());
            return Open(id).Task;
        }
    }

    private int Take(HistoryEvent step)
    {
        turn.ThrowIfElsewhere();
        int id = _steps++;
        _taken.Add(id, step with { Id = id });
        return id;
    }

    private TaskCompletionSource<string?> Open(int id) => _open[id] = new TaskCompletionSource<string?>();

    private void Close(int id)
    {
        _open.Remove(id);
        _openTimers.Remove(id);
    }
}
