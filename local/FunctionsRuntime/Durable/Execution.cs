using Microsoft.DurableTask;

namespace FunctionsRuntime.Durable;

/// <summary>What stays the same over all episodes of an execution.</summary>
internal sealed record Execution(string Name, string InstanceId, ParentOrchestrationInstance? Parent, string? Version, string? Input);
