namespace Microsoft.DurableTask.Client;

/// <summary>Dedupe statuses by their enumeration instead of their names.</summary>
public static class StartOrchestrationOptionsExtensions
{
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses) =>
        options with { DedupeStatuses = [.. dedupeStatuses.Select(s => s.ToString())] };
}
