using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsRuntime.Durable;

/// <summary>Where an instance stands after a replay.</summary>
public sealed record ReplayResult(
    OrchestrationRuntimeStatus Status, bool ContinuedAsNew, string? SerializedOutput, TaskFailureDetails? Failure, string? SerializedCustomStatus);
