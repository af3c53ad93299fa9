namespace DurableTask.Core.Exceptions;

/// <summary>An activity has failed, in the core framework's words; retry policies are asked with it.</summary>
public class TaskFailedException : OrchestrationException
{
    public TaskFailedException(string reason, Exception? innerException)
        : base(reason, innerException)
    {
    }
}
