namespace Microsoft.DurableTask.Client;

/// <summary>Which finished instances are purged; bounds of the creation time are inclusive.</summary>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null);
