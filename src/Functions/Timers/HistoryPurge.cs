using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Timers;

/// <summary>Removes what the durable engine keeps of instances that ended long ago: nothing else does, and each publication leaves several.</summary>
public sealed class HistoryPurge(HistoryOptions options, TimeProvider time, ILogger<HistoryPurge> log)
{
    /// <summary>A call is over soon, so that a worker that is stopped has lost little.</summary>
    private static readonly TimeSpan OneCall = TimeSpan.FromMinutes(1);

    /// <summary>What is not removed by then is so in another night.</summary>
    private static readonly TimeSpan OneRun = TimeSpan.FromMinutes(10);

    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Runs every night.</summary>
    [Function(nameof(PurgeHistoryAsync))]
    public async Task PurgeHistoryAsync(
        [TimerTrigger("0 47 2 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        DateTimeOffset begin = time.GetUtcNow();
        using var late = new CancellationTokenSource(OneRun, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        int purged = 0;
        bool isComplete = false;
        try
        {
            while (!isComplete && time.GetUtcNow() - begin < OneRun)
            {
                var filter = new PurgeInstancesFilter(CreatedTo: begin - options.Kept, Statuses: Ended) { Timeout = OneCall };
                PurgeResult result = await client.PurgeAllInstancesAsync(filter, either.Token);
                purged += result.PurgedInstanceCount;
                isComplete = result.IsComplete != false;
            }
        }
        catch (Exception e) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            log.LogDebug(new EventId(321, "PurgeStopped"), e, "The purge took longer than it may");
        }

        log.LogInformation(
            new EventId(320, "HistoryPurged"), "{Count} ended instances were purged{End}", purged, isComplete ? "" : "; the rest is left to the next night");
    }
}
