using System.Threading.Channels;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Durable;

/// <summary>Brings messages to instances, runs their episodes, and does what they ask for once it is on the disk.</summary>
internal sealed class Dispatcher : IDisposable
{
    private const int DelayedStart = -1;

    private readonly DurableEngineOptions _options;
    private readonly InstanceStore _store;
    private readonly Journal _journal;
    private readonly IReadOnlyDictionary<string, OrchestratorFunction> _orchestrators;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimerQueue _timers;
    private readonly Dictionary<string, List<DurableTimer>> _armed = new(StringComparer.Ordinal);
    private readonly Channel<InstanceState> _ready = Channel.CreateUnbounded<InstanceState>();
    private readonly Channel<ScheduledActivity> _activities = Channel.CreateUnbounded<ScheduledActivity>();

    public Dispatcher(
        DurableEngineOptions options,
        InstanceStore store,
        Journal journal,
        IReadOnlyDictionary<string, OrchestratorFunction> orchestrators,
        ILoggerFactory loggers)
    {
        _options = options;
        _store = store;
        _journal = journal;
        _orchestrators = orchestrators;
        _loggers = loggers;
        _logger = loggers.CreateLogger<DurableEngine>();
        Waits = new InstanceWaits(journal.Ended);
        _timers = new TimerQueue(options.Time, Fired);
    }

    /// <summary>Those who wait for a change to be on the disk.</summary>
    public InstanceWaits Waits { get; }

    public ChannelReader<ScheduledActivity> Activities => _activities.Reader;

    public DateTimeOffset Now => _options.Time.GetUtcNow();

    /// <summary>Takes up what the journal says was under way.</summary>
    public void Resume()
    {
        lock (_journal.Gate)
        {
            foreach (InstanceState state in _store.All.Where(s => !s.IsFinished))
            {
                foreach (HistoryEvent open in state.OpenSteps(HistoryEventKind.TaskScheduled))
                {
                    _activities.Writer.TryWrite(new ScheduledActivity(state.InstanceId, state.ExecutionId, open));
                }

                Arm(state, state.OpenSteps(HistoryEventKind.TimerCreated));
                Wake(state);
            }
        }
    }

    /// <summary>Changes the state; the task ends when the change is on the disk. The caller holds the journal's gate.</summary>
    public Task CommitAsync(JournalRecord record)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _journal.Append(record, error =>
        {
            if (error is null)
            {
                Follow(record);
            }

            done.End(error);
        });
        return done.Task;
    }

    /// <summary>Runs episodes until the engine stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (InstanceState state in _ready.Reader.ReadAllAsync(stopping))
        {
            RunEpisode(state);
        }
    }

    /// <summary>Brings an activity's end to its execution, if that is still there. It is journaled with the episode that takes it in.</summary>
    public void Deliver(string instanceId, string executionId, HistoryEvent ended)
    {
        lock (_journal.Gate)
        {
            if (_store.Find(instanceId) is { IsFinished: false } state && state.ExecutionId == executionId)
            {
                _store.Apply(new MessageRecord(instanceId, new InboxMessage(_store.NextSequence(), executionId, ended)));
                Wake(state);
            }
        }
    }

    public void Dispose() => _timers.Dispose();

    private void Fired(DurableTimer timer)
    {
        if (timer.Id != DelayedStart)
        {
            Deliver(timer.InstanceId, timer.ExecutionId, new HistoryEvent { Kind = HistoryEventKind.TimerFired, Id = timer.Id });
            return;
        }

        lock (_journal.Gate)
        {
            if (_store.Find(timer.InstanceId) is { IsFinished: false } state)
            {
                Wake(state);
            }
        }
    }

    private void Wake(InstanceState state)
    {
        bool begun = state.History.Count > 0;
        if (state.Scheduled || (begun && state.Inbox.Count == 0))
        {
            return;
        }

        if (!begun && state.StartAt is { } startAt && startAt > Now && !state.Inbox.Exists(m => m.Event.Kind == HistoryEventKind.ExecutionTerminated))
        {
            _timers.Add(new DurableTimer(startAt.UtcDateTime, state.InstanceId, state.ExecutionId, DelayedStart));
            return;
        }

        state.Scheduled = true;
        _ready.Writer.TryWrite(state);
    }

    private void RunEpisode(InstanceState state)
    {
        string executionId;
        List<HistoryEvent> past;
        InboxMessage[] messages;
        lock (_journal.Gate)
        {
            if (_store.Find(state.InstanceId) != state || state.IsFinished)
            {
                return;
            }

            executionId = state.ExecutionId;
            past = state.History;
            messages = [.. state.Inbox];
        }

        DateTimeOffset now = Now;
        var run = new EpisodeRun(_options.Converter, _orchestrators, _loggers, () => Strayed(state.InstanceId, executionId));
        (Episode episode, List<HistoryEvent> events) = run.Execute(state, past, messages, now.UtcDateTime);

        lock (_journal.Gate)
        {
            state.Scheduled = false;
            if (_store.Find(state.InstanceId) != state || state.ExecutionId != executionId)
            {
                return;
            }

            var composer = new EpisodeComposer(_store, state, now);
            EpisodeRecord record = composer.Compose(episode, events, messages);
            if (episode.Outcome is { Failure: { } failure })
            {
                _logger.LogWarning("Orchestration {Name} {InstanceId} failed: {Failure}", state.Name, state.InstanceId, failure);
            }

            if (record.Outcome is not null || record.Next is not null)
            {
                _options.ExecutionEnded?.Invoke(new RecordedHistory(
                    state.Name, state.InstanceId, state.Parent?.Name, state.Parent?.InstanceId, [.. past, .. record.Events]));
            }

            Append(state, record, episode.OpenTimers);
        }
    }

    private void Append(InstanceState state, EpisodeRecord record, IReadOnlySet<int> openTimers)
    {
        _journal.Append(record, error =>
        {
            if (error is null)
            {
                lock (_journal.Gate)
                {
                    Disarm(record.ExecutionId, openTimers);
                    if (record.Outcome is null && record.Next is null)
                    {
                        Arm(state, record.Events.Where(e => e.Kind == HistoryEventKind.TimerCreated && openTimers.Contains(e.Id)));
                    }
                }

                Follow(record);
            }
        });
        if (record.Next is null && !state.IsFinished)
        {
            Wake(state);
        }
    }

    /// <summary>Does what a record asks for, now that it is on the disk.</summary>
    private void Follow(JournalRecord record)
    {
        switch (record)
        {
            case StartRecord start:
                Wake(start.InstanceId);
                break;
            case MessageRecord message:
                Wake(message.InstanceId);
                break;
            case EpisodeRecord episode:
                if (episode.Outcome is null && episode.Next is null)
                {
                    foreach (HistoryEvent scheduled in episode.Events.Where(e => e.Kind == HistoryEventKind.TaskScheduled))
                    {
                        _activities.Writer.TryWrite(new ScheduledActivity(episode.InstanceId, episode.ExecutionId, scheduled));
                    }
                }

                episode.Outgoing.ToList().ForEach(Follow);
                Wake(episode.InstanceId);
                break;
            default:
                break;
        }
    }

    private void Wake(string instanceId)
    {
        lock (_journal.Gate)
        {
            if (_store.Find(instanceId) is { IsFinished: false } state)
            {
                Wake(state);
            }
        }

        Waits.Pulse(instanceId);
    }

    private void Arm(InstanceState state, IEnumerable<HistoryEvent> created)
    {
        foreach (HistoryEvent e in created)
        {
            var timer = new DurableTimer(e.FireAt!.Value, state.InstanceId, state.ExecutionId, e.Id);
            if (!_armed.TryGetValue(state.ExecutionId, out List<DurableTimer>? armed))
            {
                _armed[state.ExecutionId] = armed = [];
            }

            armed.Add(timer);
            _timers.Add(timer);
        }
    }

    private void Disarm(string executionId, IReadOnlySet<int> open)
    {
        if (_armed.TryGetValue(executionId, out List<DurableTimer>? armed))
        {
            armed.Where(t => !open.Contains(t.Id)).ToList().ForEach(_timers.Remove);
            armed.RemoveAll(t => !open.Contains(t.Id));
            if (armed.Count == 0)
            {
                _armed.Remove(executionId);
            }
        }
    }

    private void Strayed(string instanceId, string executionId) => Deliver(instanceId, executionId, new HistoryEvent
    {
        Kind = HistoryEventKind.ExecutionCompleted,
        Name = nameof(OrchestrationRuntimeStatus.Failed),
        Failure = TaskFailureDetails.FromException(new InvalidOperationException(Turn.InvalidInvocation)),
    });
}
