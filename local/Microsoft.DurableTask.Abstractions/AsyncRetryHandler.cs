namespace Microsoft.DurableTask;

/// <summary>As <see cref="RetryHandler"/>; it may await the tasks of the orchestration's context, such as timers.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
