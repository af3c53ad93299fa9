namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is terminated: with an output, and with or without its sub-orchestrations.</summary>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
