using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsRuntime.Durable;

/// <summary>Makes one atomic record of an episode: history, end, and the messages to others. Used under the journal's gate.</summary>
internal sealed class EpisodeComposer(InstanceStore store, InstanceState state, DateTimeOffset now)
{
    private readonly List<JournalRecord> _outgoing = [];

    public EpisodeRecord Compose(Episode episode, List<HistoryEvent> events, InboxMessage[] messages)
    {
        foreach (HistoryEvent step in episode.NewSteps)
        {
            events.Add(step with { Time = now.UtcDateTime });
            Send(step);
        }

        if (episode.Outcome is { } outcome)
        {
            events.Add(new HistoryEvent
            {
                Kind = HistoryEventKind.ExecutionCompleted,
                Time = now.UtcDateTime,
                Name = outcome.Status.ToString(),
                Data = outcome.Output,
                Failure = outcome.Failure,
            });
            TellParent(outcome);
            TerminateChildren(events);
        }

        return new EpisodeRecord
        {
            InstanceId = state.InstanceId,
            ExecutionId = state.ExecutionId,
            HistoryLength = state.History.Count,
            Time = now,
            Consumed = [.. messages.Select(m => m.Sequence)],
            Events = events,
            CustomStatus = episode.CustomStatus,
            Suspended = episode.Suspended,
            Outcome = episode.Outcome,
            Next = episode.Continued is { } continued ? Continue(continued, episode.UnclaimedEvents) : null,
            Outgoing = _outgoing,
        };
    }

    private NextExecution Continue(ContinuedAsNew continued, IReadOnlyList<HistoryEvent> unclaimed) => new(
        Guid.CreateVersion7(now).ToString("N"),
        continued.Input,
        continued.PreserveEvents ? [.. unclaimed.Select(e => new InboxMessage(store.NextSequence(), null, e))] : []);

    private void Send(HistoryEvent step)
    {
        if (step.Kind == HistoryEventKind.EventSent)
        {
            Tell(step.InstanceId!, null, new HistoryEvent { Kind = HistoryEventKind.EventRaised, Name = step.Name, Data = step.Data });
        }
        else if (step.Kind == HistoryEventKind.SubOrchestrationInstanceCreated)
        {
            StartChild(step);
        }
    }

    private void StartChild(HistoryEvent step)
    {
        if (store.Find(step.InstanceId!) is { IsFinished: false })
        {
            Tell(state.InstanceId, state.ExecutionId, new HistoryEvent
            {
                Kind = HistoryEventKind.SubOrchestrationInstanceFailed,
                Id = step.Id,
                Failure = TaskFailureDetails.FromException(
                    new InvalidOperationException($"An orchestration instance with the id '{step.InstanceId}' is already under way.")),
            });
            return;
        }

        _outgoing.Add(new StartRecord
        {
            InstanceId = step.InstanceId!,
            ExecutionId = Guid.CreateVersion7(now).ToString("N"),
            Name = step.Name!,
            Input = step.Data,
            CreatedAt = now,
            Parent = new ParentLink(state.Name, state.InstanceId, state.ExecutionId, step.Id),
        });
    }

    private void TellParent(Outcome outcome)
    {
        if (state.Parent is not { } parent)
        {
            return;
        }

        bool completed = outcome.Status == OrchestrationRuntimeStatus.Completed;
        Tell(parent.InstanceId, parent.ExecutionId, new HistoryEvent
        {
            Kind = completed ? HistoryEventKind.SubOrchestrationInstanceCompleted : HistoryEventKind.SubOrchestrationInstanceFailed,
            Id = parent.TaskId,
            Data = outcome.Output,
            Failure = completed ? null : outcome.Failure
                ?? new TaskFailureDetails("(unknown)", $"The sub-orchestration '{state.InstanceId}' was terminated.", null, null, null),
        });
    }

    private void TerminateChildren(List<HistoryEvent> events)
    {
        if (events.Find(e => e is { Kind: HistoryEventKind.ExecutionTerminated, Recursive: true }) is not { } terminated)
        {
            return;
        }

        foreach (HistoryEvent child in state.OpenSteps(HistoryEventKind.SubOrchestrationInstanceCreated))
        {
            Tell(child.InstanceId!, null, terminated);
        }
    }

    private void Tell(string instanceId, string? executionId, HistoryEvent e) =>
        _outgoing.Add(new MessageRecord(instanceId, new InboxMessage(store.NextSequence(), executionId, e with { Time = now.UtcDateTime })));
}
