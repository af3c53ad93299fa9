using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.TestApp;

public sealed class Triggers
{
    internal static ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>Does what the message says: "fail", "wait NAME", or nothing.</summary>
    [Function("Take")]
    public async Task TakeAsync([QueueTrigger("%WorkQueue%")] string message, long dequeueCount, CancellationToken cancellationToken)
    {
        Seen.Enqueue($"{message} {dequeueCount}");
        if (message.StartsWith("fail", StringComparison.Ordinal))
            throw new InvalidOperationException("Told to fail");
        if (message.Split(' ') is ["wait", string gate] && dequeueCount == 1)
            await Gates.Of(gate).PassAsync(cancellationToken);
    }

    [Function("Tick")]
    public void Tick([TimerTrigger("%TickSchedule%")] TimerInfo timer) => Seen.Enqueue(timer.IsPastDue ? "late tick" : "tick");
}
