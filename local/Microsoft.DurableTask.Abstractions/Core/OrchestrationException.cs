namespace DurableTask.Core.Exceptions;

/// <summary>What the core framework throws inside an orchestration.</summary>
public class OrchestrationException : Exception
{
    public OrchestrationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public FailureDetails? FailureDetails { get; set; }
}
