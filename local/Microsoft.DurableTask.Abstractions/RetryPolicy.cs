using System.ComponentModel;
using DurableTask.Core.Exceptions;

namespace Microsoft.DurableTask;

/// <summary>A declarative retry policy: intervals grow by the coefficient up to the maximum, within the time-out.</summary>
public class RetryPolicy
{
    public RetryPolicy(
        int maxNumberOfAttempts,
        TimeSpan firstRetryInterval,
        double backoffCoefficient = 1.0,
        TimeSpan? maxRetryInterval = null,
        TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxNumberOfAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        ThrowIfShorter(maxRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ThrowIfShorter(retryTimeout, firstRetryInterval, nameof(retryTimeout));

        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        Handle = _ => true;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    /// <summary>One hour unless given.</summary>
    public TimeSpan MaxRetryInterval { get; }

    /// <summary>Measured from the first attempt; <see cref="Timeout.InfiniteTimeSpan"/> unless given.</summary>
    public TimeSpan RetryTimeout { get; }

    /// <summary>Asked with the engine's own exception whether the failure may be retried.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Func<Exception, bool> Handle { get; private init; }

    /// <summary>Decides by the failure's details whether it may be retried.</summary>
    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => Handle = exception => value(
            (exception as OrchestrationException)?.FailureDetails?.ToTaskFailureDetails()
            ?? throw new InvalidOperationException("The failure carries no details.", exception));
    }

    private static void ThrowIfShorter(TimeSpan? interval, TimeSpan first, string parameter)
    {
        if (interval < first && interval != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(parameter, interval, "It must not be shorter than the first retry interval.");
        }
    }
}
