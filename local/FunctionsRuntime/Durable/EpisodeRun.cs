using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Durable;

/// <summary>Turns an instance's messages into events and plays them, so that every failure becomes an outcome.</summary>
internal sealed class EpisodeRun(
    DataConverter converter,
    IReadOnlyDictionary<string, OrchestratorFunction> orchestrators,
    ILoggerFactory loggers,
    Action strayed)
{
    /// <returns>What the episode came to, and the events that it adds to the history before its own steps.</returns>
    public (Episode Episode, List<HistoryEvent> Events) Execute(
        InstanceState state, List<HistoryEvent> past, InboxMessage[] messages, DateTime now)
    {
        List<HistoryEvent> events = [new HistoryEvent { Kind = HistoryEventKind.OrchestratorStarted, Time = now }];
        if (past.Count == 0)
        {
            events.Add(new HistoryEvent { Kind = HistoryEventKind.ExecutionStarted, Time = now, Name = state.Name, Data = state.Input });
        }

        events.AddRange(messages.Select(m => m.Event.Time == default ? m.Event with { Time = now } : m.Event));
        if (events.Find(e => e.Kind == HistoryEventKind.ExecutionTerminated) is { } terminated)
        {
            return (Ended(OrchestrationRuntimeStatus.Terminated, terminated.Data, null), events);
        }

        if (events.Find(e => e.Kind == HistoryEventKind.ExecutionCompleted) is { } strayedEarlier)
        {
            events.Remove(strayedEarlier);
            return (Ended(OrchestrationRuntimeStatus.Failed, null, strayedEarlier.Failure), events);
        }

        try
        {
            if (!orchestrators.TryGetValue(state.Name, out OrchestratorFunction? function))
            {
                throw new InvalidOperationException(UnknownFunction.Orchestrator(state.Name, orchestrators.Keys));
            }

            ParentOrchestrationInstance? parent =
                state.Parent is { } link ? new ParentOrchestrationInstance(link.Name, link.InstanceId) : null;
            var execution = new Execution(state.Name, state.InstanceId, parent, state.Version, state.Input);
            return (OrchestrationExecutor.Run(function, execution, past, events, converter, loggers, strayed), events);
        }
        catch (Exception e)
        {
            return (Ended(OrchestrationRuntimeStatus.Failed, null, ReplayFailure.Details(e)), events);
        }
    }

    private static Episode Ended(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure) =>
        new() { Outcome = new Outcome(status, output, failure) };
}
