namespace Microsoft.DurableTask;

/// <summary>Code that decides after each failure whether the task is tried again.</summary>
public delegate bool RetryHandler(RetryContext retryContext);
