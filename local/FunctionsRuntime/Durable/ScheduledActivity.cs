namespace FunctionsRuntime.Durable;

/// <summary>An activity that an execution has scheduled and that has not ended.</summary>
internal sealed record ScheduledActivity(string InstanceId, string ExecutionId, HistoryEvent Scheduled);
