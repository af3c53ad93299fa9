using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;

namespace FunctionsRuntime.Durable;

/// <summary>Tries a step again as its options say. Attempts and delays are steps themselves, so the history counts them.</summary>
internal static class Retry
{
    public static Task<string?> RunAsync(TaskOrchestrationContext context, TaskRetryOptions? options, Func<Task<string?>> attempt) =>
        options switch
        {
            { Policy: { } policy } => RunAsync(context, policy, attempt),
            { Handler: { } handler } => RunAsync(context, handler, attempt),
            _ => attempt(),
        };

    private static async Task<string?> RunAsync(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<string?>> attempt)
    {
        DateTime begun = context.CurrentUtcDateTime;
        for (int attempts = 1; ; attempts++)
        {
            try
            {
                return await attempt();
            }
            catch (OrchestrationException e) when (e.FailureDetails?.IsNonRetriable != true && attempts == policy.MaxNumberOfAttempts)
            {
                // The real engine ends with a timer that fires at once; a history recorded there has it.
                await context.CreateTimer(context.CurrentUtcDateTime, CancellationToken.None);
                throw;
            }
            catch (OrchestrationException e) when (e.FailureDetails?.IsNonRetriable != true && MayRetry(policy, e)
                && !IsOver(policy, context.CurrentUtcDateTime - begun))
            {
                await context.CreateTimer(context.CurrentUtcDateTime + Delay(policy, attempts), CancellationToken.None);
            }
        }
    }

    private static async Task<string?> RunAsync(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<string?>> attempt)
    {
        DateTime begun = context.CurrentUtcDateTime;
        for (int failures = 1; ; failures++)
        {
            try
            {
                return await attempt();
            }
            catch (OrchestrationException e) when (e.FailureDetails?.IsNonRetriable != true)
            {
                var told = new RetryContext(
                    context, failures, TaskFailureDetails.FromException(e), context.CurrentUtcDateTime - begun, CancellationToken.None);
                if (!await handler(told))
                {
                    throw;
                }
            }
        }
    }

    private static bool MayRetry(RetryPolicy policy, OrchestrationException failure)
    {
        try
        {
            return policy.Handle(failure);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // As in the real engine an error in the policy's own code must not hide the failure it was asked about.
            return false;
        }
    }

    private static bool IsOver(RetryPolicy policy, TimeSpan elapsed) =>
        policy.RetryTimeout != Timeout.InfiniteTimeSpan && elapsed >= policy.RetryTimeout;

    private static TimeSpan Delay(RetryPolicy policy, int attempts)
    {
        double milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempts - 1);
        return policy.MaxRetryInterval != Timeout.InfiniteTimeSpan && milliseconds >= policy.MaxRetryInterval.TotalMilliseconds
            ? policy.MaxRetryInterval
            : TimeSpan.FromMilliseconds(milliseconds);
    }
}
