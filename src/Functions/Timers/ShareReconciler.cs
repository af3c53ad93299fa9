using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Timers;

/// <summary>
/// Mends what a crash between two writes left of share jobs, and forgets old ones. A job without an instance is started, an instance that
/// ended without closing its job is started once more to close it, and a row whose job never came, or has ended, is removed with its secrets.
/// </summary>
public sealed class ShareReconciler(
    OpenShares open,
    ShareJobStore jobs,
    ShareSliceStore slices,
    SecretStore secrets,
    ShareStarter starter,
    ReconcilerOptions options,
    TimeProvider time,
    ILogger<ShareReconciler> log)
{
    /// <summary>Runs every 30 seconds.</summary>
    [Function(nameof(ReconcileOpenSharesAsync))]
    public async Task ReconcileOpenSharesAsync(
        [TimerTrigger("*/30 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await foreach (OpenShare share in open.ListAsync(cancellationToken)) await MendAsync(share, client, cancellationToken);
    }

    /// <summary>Runs every night: jobs that ended more than 30 days ago are deleted with their results.</summary>
    [Function(nameof(ForgetOldSharesAsync))]
    public async Task ForgetOldSharesAsync([TimerTrigger("0 17 2 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await foreach (string id in jobs.DueAsync(now, cancellationToken))
        {
            if (await jobs.FindAsync(id, cancellationToken) is not { } job || job.End is not { } end || end + ShareJobStore.Kept > now) continue;
            await slices.DeleteAsync(id, cancellationToken);
            await jobs.DeleteAsync(job, cancellationToken);
        }
    }

    private async Task MendAsync(OpenShare share, DurableTaskClient client, CancellationToken cancellationToken)
    {
        bool isOld = share.Since + options.Grace < time.GetUtcNow();
        if (await jobs.FindAsync(share.Job, cancellationToken) is not { } job)
        {
            if (isOld) await ForgetAsync(share, cancellationToken);
            return;
        }

        OrchestrationMetadata? instance = await client.GetInstanceAsync(ShareImages.InstanceIdOf(share.Job), cancellationToken);
        bool neverBegan = instance is null || (instance.RuntimeStatus == OrchestrationRuntimeStatus.Pending && isOld);
        bool ended = instance is null || instance.IsCompleted;
        if (job.End is not null)
        {
            if (ended) await ForgetAsync(share, cancellationToken);
        }
        else if (neverBegan || ended)
        {
            log.LogWarning(new EventId(310, "ShareMended"), "Share {Job} is started again", share.Job);
            await starter.StartAsync(client, share.Job, abandoned: !neverBegan, cancellationToken);
        }
    }

    private async Task ForgetAsync(OpenShare share, CancellationToken cancellationToken)
    {
        if (share.SecretName is { } name) await secrets.DeleteAsync(name, cancellationToken);
        await open.RemoveAsync(share.Job, cancellationToken);
    }
}
