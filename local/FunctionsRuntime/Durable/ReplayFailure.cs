using Microsoft.DurableTask;
using Core = DurableTask.Core;

namespace FunctionsRuntime.Durable;

/// <summary>Failures between the history, the exceptions that orchestrators catch, and the framework's own that retry policies are asked with.</summary>
internal static class ReplayFailure
{
    /// <summary>The details under which an orchestrator's exception is stored: a failed task keeps its own failure as the inner one.</summary>
    public static TaskFailureDetails Details(Exception exception) => exception is TaskFailedException failed
        ? new TaskFailureDetails(failed.GetType().ToString(), failed.Message, failed.StackTrace, failed.FailureDetails, null)
        : TaskFailureDetails.FromException(exception);

    public static Core.Exceptions.OrchestrationException ToCore(HistoryEvent ended)
    {
        TaskFailureDetails failure = ended.Failure!;
        var details = new Core.FailureDetails(
            failure.ErrorType, failure.ErrorMessage, failure.StackTrace, ToCore(failure.InnerFailure), ended.NonRetriable);
        return ended.Kind == HistoryEventKind.TaskFailed
            ? new Core.Exceptions.TaskFailedException(failure.ErrorMessage, null) { FailureDetails = details }
            : new Core.Exceptions.SubOrchestrationFailedException(failure.ErrorMessage, null) { FailureDetails = details };
    }

    private static Core.FailureDetails? ToCore(TaskFailureDetails? failure) => failure is null
        ? null
        : new Core.FailureDetails(
            failure.ErrorType, failure.ErrorMessage, failure.StackTrace, ToCore(failure.InnerFailure), isNonRetriable: false);
}
