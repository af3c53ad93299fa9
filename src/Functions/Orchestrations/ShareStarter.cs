using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>Starts the orchestration of a share job.</summary>
public sealed class ShareStarter(ILogger<ShareStarter> log)
{
    /// <summary>Starts a job unless it is at work already.</summary>
    /// <param name="client">The durable client.</param>
    /// <param name="job">The job's id.</param>
    /// <param name="abandoned">True to only record what is not settled as failed, and close.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task StartAsync(DurableTaskClient client, string job, bool abandoned, CancellationToken cancellationToken) =>
        client.StartUnlessAtWorkAsync(nameof(ShareImages), ShareImages.InstanceIdOf(job), new ShareInput(job, abandoned), cancellationToken);

    /// <summary>Starts a job that was just accepted. What keeps it from starting is left to the reconciler: the job stands by now.</summary>
    public async Task TryStartAsync(DurableTaskClient client, string job, CancellationToken cancellationToken)
    {
        try
        {
            await StartAsync(client, job, abandoned: false, cancellationToken);
        }
#pragma warning disable CA1031 // whatever kept it from starting, the job says that it was accepted
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.LogWarning(new EventId(120, "ShareNotStarted"), e, "Share {Job} is left to the reconciler", job);
        }
    }
}
