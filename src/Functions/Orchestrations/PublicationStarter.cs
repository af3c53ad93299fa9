using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>Starts and cancels the orchestration of a publication.</summary>
public sealed class PublicationStarter(ILogger<PublicationStarter> log)
{
    private static readonly OrchestrationRuntimeStatus[] AtWork = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>Starts a publication unless it is at work already.</summary>
    /// <param name="client">The durable client.</param>
    /// <param name="publication">The publication's path.</param>
    /// <param name="abandoned">True to only clean up and close.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task StartAsync(DurableTaskClient client, ResourcePath publication, bool abandoned, CancellationToken cancellationToken) =>
        StartAsync(
            client, nameof(PublishImage), Ticket.InstanceIdOf(publication), new PublishInput(publication.Text, Abandoned: abandoned), cancellationToken);

    /// <summary>Starts the deletion of a publication with its image in the cloud, unless it is at work already.</summary>
    public Task StartDeletionAsync(DurableTaskClient client, ResourcePath publication, CancellationToken cancellationToken) =>
        StartAsync(
            client, nameof(DeletePublication), DeletePublication.InstanceIdOf(publication), new PublishInput(publication.Text), cancellationToken);

    /// <summary>Tells a publication whose cancel flag is set; one that is not at work reads the flag itself.</summary>
    public async Task CancelAsync(DurableTaskClient client, ResourcePath publication, CancellationToken cancellationToken)
    {
        foreach (string instance in PublishImage.CancellableInstances(Ticket.InstanceIdOf(publication)))
        {
            try
            {
                await client.RaiseEventAsync(instance, RecipeSteps.CancelEvent, cancellation: cancellationToken);
            }
#pragma warning disable CA1031 // a missing or finished instance is refused with an exception of the backend's own, and is no error here
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogDebug(new EventId(200, "CancelNotDelivered"), e, "No instance {Instance} to cancel", instance);
            }
        }
    }

    private static async Task StartAsync(
        DurableTaskClient client, string orchestrator, string id, PublishInput input, CancellationToken cancellationToken)
    {
        var options = new StartOrchestrationOptions(id).WithDedupeStatuses(AtWork);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, cancellationToken);
        }
#pragma warning disable CA1031 // each backend refuses a known id with an exception of its own; that the instance is there is what counts
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            OrchestrationMetadata? instance = await client.GetInstanceAsync(id, cancellationToken);
            if (instance is null || instance.IsCompleted) throw;
        }
    }
}
