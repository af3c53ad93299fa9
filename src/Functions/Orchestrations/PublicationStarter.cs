using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>Starts and cancels the orchestration of a publication.</summary>
public sealed class PublicationStarter(ILogger<PublicationStarter> log)
{
    /// <summary>Starts a publication unless it is at work already.</summary>
    /// <param name="client">The durable client.</param>
    /// <param name="publication">The publication's path.</param>
    /// <param name="abandoned">True to only clean up and close.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task StartAsync(DurableTaskClient client, ResourcePath publication, bool abandoned, CancellationToken cancellationToken) =>
        client.StartUnlessAtWorkAsync(
            nameof(PublishImage), Ticket.InstanceIdOf(publication), new PublishInput(publication.Text, Abandoned: abandoned), cancellationToken);

    /// <summary>Starts the deletion of a publication with its image in the cloud, unless it is at work already.</summary>
    public Task StartDeletionAsync(DurableTaskClient client, ResourcePath publication, CancellationToken cancellationToken) =>
        client.StartUnlessAtWorkAsync(
            nameof(DeletePublication), DeletePublication.InstanceIdOf(publication), new PublishInput(publication.Text), cancellationToken);

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
}
