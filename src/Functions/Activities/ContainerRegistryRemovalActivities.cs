using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>Removes what a finished publication put into a registry of container images; a half-made one is undone elsewhere.</summary>
public sealed class ContainerRegistryRemovalActivities(RegistrySessions sessions, RegistryClient registry, TicketStore tickets, TimeProvider time)
{
    /// <summary>Deletes the published manifest, with every tag that points to it; one that is gone already is done.</summary>
    [Function(nameof(DeletePublishedContainerImageAsync))]
    public async Task<StepResult> DeletePublishedContainerImageAsync([ActivityTrigger] CompensationInput removal, CancellationToken cancellationToken)
    {
        if (!ResourcePath.TryParse(removal.Ticket, out ResourcePath? path) || await tickets.FindAsync(path, cancellationToken) is not { } ticket)
            return StepResult.Done;

        string cloudId = ticket.CloudId ?? "";
        if (!ContentDigest.TryParse(cloudId[(cloudId.LastIndexOf('@') + 1)..], out ContentDigest? digest))
            return StepResult.Permanent("IMAGE_UNKNOWN", $"The publication's cloudId is no image of a registry: {cloudId}");

        using var limit = new CancellationTokenSource(removal.Limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A session that the publication left may hold a password that was changed since.
            sessions.Close(ticket);
            await registry.DeleteManifestAsync(await sessions.OpenAsync(ticket, end.Token), digest, end.Token);
            return StepResult.Done;
        }
        catch (CloudException e)
        {
            return e.Kind == CloudErrorKind.Permanent ? StepResult.Permanent(e.Code, e.Message) : StepResult.Later(e.Code, e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return StepResult.Later("TIME_LIMIT", $"The registry did not answer within {removal.Limit.TotalSeconds:0} s.");
        }
        finally
        {
            sessions.Close(ticket);
        }
    }
}
