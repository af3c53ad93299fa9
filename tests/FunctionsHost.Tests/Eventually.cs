namespace FunctionsHost.Tests;

/// <summary>Waits for a condition of another process by asking again, up to a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The first answer that satisfies the condition.</summary>
    /// <exception cref="TimeoutException">None did in time; the message has the last answer.</exception>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> condition)
    {
        using CancellationTokenSource late = new(Deadline);
        using PeriodicTimer timer = new(Interval);
        T answer = await ask();
        while (!condition(answer))
        {
            try
            {
                await timer.WaitForNextTickAsync(late.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Not within {Deadline.TotalSeconds:0} s; last: {answer}", e);
            }

            answer = await ask();
        }

        return answer;
    }

    /// <inheritdoc cref="GetAsync{T}"/>
    public static Task TrueAsync(Func<bool> condition) => GetAsync(() => Task.FromResult(condition()), isTrue => isTrue);
}
