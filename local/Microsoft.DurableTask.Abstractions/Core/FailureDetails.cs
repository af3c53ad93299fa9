namespace DurableTask.Core;

/// <summary>A failure as the core framework carries it; it comes with Microsoft.Azure.DurableTask.Core, which the real package brings.</summary>
public class FailureDetails
{
    public FailureDetails(
        string errorType, string errorMessage, string? stackTrace, FailureDetails? innerFailure, bool isNonRetriable)
    {
        ErrorType = errorType;
        ErrorMessage = errorMessage;
        StackTrace = stackTrace;
        InnerFailure = innerFailure;
        IsNonRetriable = isNonRetriable;
    }

    public string ErrorType { get; }

    public string ErrorMessage { get; }

    public string? StackTrace { get; }

    public FailureDetails? InnerFailure { get; }

    public bool IsNonRetriable { get; }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    internal Microsoft.DurableTask.TaskFailureDetails ToTaskFailureDetails() =>
        new(ErrorType, ErrorMessage, StackTrace, InnerFailure?.ToTaskFailureDetails(), null);
}
