namespace DurableTask.Core.Exceptions;

/// <summary>An instance of that id exists in a status that refuses a new start.</summary>
public class OrchestrationAlreadyExistsException : InvalidOperationException
{
    public OrchestrationAlreadyExistsException(string message)
        : base(message)
    {
    }
}
