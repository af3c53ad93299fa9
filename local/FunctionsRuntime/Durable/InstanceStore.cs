using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsRuntime.Durable;

/// <summary>All instances. Every change is a journal record, applied alike while running and while reading the journal.</summary>
internal sealed class InstanceStore
{
    private const int BytesOfAnInstance = 300;
    private const int BytesOfAnEvent = 100;

    private readonly Dictionary<string, InstanceState> _instances = new(StringComparer.Ordinal);

    private long _sequence;

    public IEnumerable<InstanceState> All => _instances.Values;

    /// <summary>About how many bytes a snapshot would take.</summary>
    public long Size { get; private set; }

    public InstanceState? Find(string instanceId) => _instances.GetValueOrDefault(instanceId);

    public long NextSequence() => ++_sequence;

    public void Apply(JournalRecord record)
    {
        switch (record)
        {
            case StartRecord start:
                Put(Begin(start));
                break;
            case MessageRecord message:
                Deliver(message);
                break;
            case EpisodeRecord episode:
                Advance(episode);
                break;
            case PurgeRecord purge:
                foreach (string id in purge.InstanceIds)
                {
                    Remove(id);
                }

                break;
            case SnapshotRecord snapshot:
                Put(snapshot.State);
                snapshot.State.Inbox.ForEach(m => _sequence = Math.Max(_sequence, m.Sequence));
                break;
            default:
                throw new InvalidOperationException($"Unknown record {record.GetType()}.");
        }
    }

    private static InstanceState Begin(StartRecord start) => new()
    {
        InstanceId = start.InstanceId,
        ExecutionId = start.ExecutionId,
        Name = start.Name,
        Input = start.Input,
        CreatedAt = start.CreatedAt,
        LastUpdatedAt = start.CreatedAt,
        StartAt = start.StartAt,
        Version = start.Version,
        Tags = start.Tags,
        Parent = start.Parent,
        Status = OrchestrationRuntimeStatus.Pending,
    };

    private static long Measure(InstanceState state) =>
        BytesOfAnInstance + Length(state.Input) + Length(state.Output) + Length(state.CustomStatus)
        + state.InstanceId.Length + state.History.Sum(Measure) + state.Inbox.Sum(m => Measure(m.Event));

    private static long Measure(HistoryEvent e) =>
        BytesOfAnEvent + Length(e.Data) + Length(e.Failure?.ErrorMessage) + Length(e.Failure?.StackTrace);

    private static int Length(string? text) => text?.Length ?? 0;

    private void Put(InstanceState state)
    {
        Remove(state.InstanceId);
        state.Size = Measure(state);
        Size += state.Size;
        _instances[state.InstanceId] = state;
    }

    private void Remove(string instanceId)
    {
        if (_instances.Remove(instanceId, out InstanceState? state))
        {
            Size -= state.Size;
        }
    }

    private void Grow(InstanceState state, long bytes)
    {
        state.Size += bytes;
        Size += bytes;
    }

    private void Deliver(MessageRecord record)
    {
        _sequence = Math.Max(_sequence, record.Message.Sequence);
        if (Find(record.InstanceId) is { IsFinished: false } state
            && (record.Message.ExecutionId is null || record.Message.ExecutionId == state.ExecutionId))
        {
            state.Inbox.Add(record.Message);
            Grow(state, Measure(record.Message.Event));
        }
    }

    private void Advance(EpisodeRecord episode)
    {
        _sequence = episode.Consumed.Aggregate(_sequence, Math.Max);
        if (Find(episode.InstanceId) is not { IsFinished: false } state || state.ExecutionId != episode.ExecutionId)
        {
            return;
        }

        HashSet<long> consumed = [.. episode.Consumed];
        Grow(state, -state.Inbox.Where(m => consumed.Contains(m.Sequence)).Sum(m => Measure(m.Event)));
        state.Inbox.RemoveAll(m => consumed.Contains(m.Sequence));
        state.LastUpdatedAt = episode.Time;
        state.CustomStatus = episode.CustomStatus ?? state.CustomStatus;
        if (state.History.Count != episode.HistoryLength)
        {
            End(state, new Outcome(OrchestrationRuntimeStatus.Failed, null, new TaskFailureDetails(
                typeof(JournalCorruptedException).ToString(), "A part of this instance's history was lost with a damaged record.", null, null, null)));
        }
        else if (episode.Outcome is { } outcome)
        {
            End(state, outcome);
        }
        else if (episode.Next is { } next)
        {
            Renew(state, next);
        }
        else
        {
            state.Status = episode.Suspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running;
            state.History.AddRange(episode.Events);
            Grow(state, episode.Events.Sum(Measure));
        }

        foreach (JournalRecord outgoing in episode.Outgoing)
        {
            Apply(outgoing);
        }
    }

    private void End(InstanceState state, Outcome outcome)
    {
        state.Status = outcome.Status;
        state.Output = outcome.Output;
        state.Failure = outcome.Failure;
        state.History = [];
        state.Inbox = [];
        Grow(state, Measure(state) - state.Size);
    }

    private void Renew(InstanceState state, NextExecution next)
    {
        state.Inbox.RemoveAll(m => m.ExecutionId == state.ExecutionId);
        state.Inbox.InsertRange(0, next.Carried);
        next.Carried.ToList().ForEach(m => _sequence = Math.Max(_sequence, m.Sequence));
        state.ExecutionId = next.ExecutionId;
        state.Input = next.Input;
        state.Status = OrchestrationRuntimeStatus.Running;
        state.History = [];
        Grow(state, Measure(state) - state.Size);
    }
}
