using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsRuntime.Durable;

/// <summary>Replays recorded histories against today's orchestrators, to find changes that would break instances under way.</summary>
public static class HistoryReplay
{
    /// <param name="orchestrator">The orchestrator as it is now.</param>
    /// <param name="history">What an earlier one did.</param>
    /// <param name="converter">Reads inputs and results; the JSON default if null.</param>
    /// <returns>Where the instance stands after the last event.</returns>
    /// <exception cref="NonDeterministicOrchestrationException">It takes other steps, or ends in another way, than the history has.</exception>
    public static ReplayResult Run(OrchestratorFunction orchestrator, RecordedHistory history, DataConverter? converter = null)
    {
        string? input = history.Events.FirstOrDefault(e => e.Kind == HistoryEventKind.ExecutionStarted)?.Data;
        ParentOrchestrationInstance? parent = history is { ParentName: { } name, ParentInstanceId: { } id }
            ? new ParentOrchestrationInstance(name, id)
            : null;
        var execution = new Execution(history.Orchestrator, history.InstanceId, parent, null, input);
        HistoryEvent? end = history.Events.FirstOrDefault(e => e.Kind == HistoryEventKind.ExecutionCompleted);
        Episode episode = OrchestrationExecutor.Run(
            orchestrator,
            execution,
            history.Events.Where(e => e != end),
            [],
            converter ?? JsonDataConverter.Default,
            NullLoggerFactory.Instance,
            () => { });

        if (episode.NewSteps.FirstOrDefault() is { } extra)
        {
            throw new NonDeterministicOrchestrationException(
                $"This replay of '{history.Orchestrator}' has {extra.Describe()} as step {extra.Id}, which the history does not have.");
        }

        ReplayResult result = Describe(episode);
        bool terminated = end?.Name == nameof(OrchestrationRuntimeStatus.Terminated);
        if (end is not null && !terminated && (end.Name != result.Status.ToString() || end.Data != result.SerializedOutput))
        {
            throw new NonDeterministicOrchestrationException(
                $"The history of '{history.Orchestrator}' ends as {end.Name} with {end.Data ?? "no output"}, "
                + $"but this replay is {result.Status} with {result.SerializedOutput ?? "no output"}.");
        }

        return result;
    }

    private static ReplayResult Describe(Episode episode)
    {
        OrchestrationRuntimeStatus status = episode.Outcome?.Status
            ?? (episode.Suspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running);
        return new ReplayResult(
            status, episode.Continued is not null, episode.Outcome?.Output, episode.Outcome?.Failure, episode.CustomStatus);
    }
}
