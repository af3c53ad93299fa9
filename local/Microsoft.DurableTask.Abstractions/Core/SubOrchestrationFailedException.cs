namespace DurableTask.Core.Exceptions;

/// <summary>A sub-orchestration has failed, in the core framework's words; retry policies are asked with it.</summary>
public class SubOrchestrationFailedException : OrchestrationException
{
    public SubOrchestrationFailedException(string reason, Exception? innerException)
        : base(reason, innerException)
    {
    }
}
