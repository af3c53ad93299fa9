namespace FunctionsRuntime.Durable;

/// <summary>A timer of one execution; step -1 is the instance's own delayed start.</summary>
internal sealed record DurableTimer(DateTime FireAt, string InstanceId, string ExecutionId, int Id);
