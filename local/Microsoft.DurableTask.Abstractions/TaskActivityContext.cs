namespace Microsoft.DurableTask;

/// <summary>What an activity is told about its call.</summary>
public abstract class TaskActivityContext
{
    public abstract TaskName Name { get; }

    /// <summary>The instance that called it.</summary>
    public abstract string InstanceId { get; }
}
