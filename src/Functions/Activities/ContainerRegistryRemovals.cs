using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.Storage.Containers;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>
/// What takes things back from a registry. Blobs without a manifest can't be: registries offer no such call to users, or refuse it, and
/// collect them by themselves.
/// </summary>
public sealed class ContainerRegistryRemovals(
    RegistrySessions sessions, RegistryClient registry, ContainerArchive archive, ContainerWorkStore work, TicketStore tickets, TimeProvider time)
{
    /// <summary>Ends the uploads of a publication and takes its tag back, if it came to that; then removes what it kept.</summary>
    [Function(nameof(RemoveFromContainerRegistryAsync))]
    public Task<StepResult> RemoveFromContainerRegistryAsync([ActivityTrigger] CompensationInput compensation, CancellationToken cancellationToken) =>
        RunAsync(
            compensation,
            async (ticket, end) =>
            {
                try
                {
                    await UndoAsync(ticket, end);
                }
                catch (CloudException e) when (e.Kind == CloudErrorKind.Permanent)
                {
                    await ForgetAsync(ticket, end);
                    throw;
                }

                await ForgetAsync(ticket, end);
            },
            cancellationToken);

    /// <summary>Deletes a finished publication's image by its digest, and with it every tag that points to it.</summary>
    [Function(nameof(DeleteFromContainerRegistryAsync))]
    public Task<StepResult> DeleteFromContainerRegistryAsync([ActivityTrigger] CompensationInput compensation, CancellationToken cancellationToken) =>
        RunAsync(
            compensation,
            async (ticket, end) =>
            {
                // the secrets of a one-off account come with each deletion anew
                sessions.Close(ticket);
                if (!ContentDigest.TryParse(ticket.CloudId?.Split('@')[^1], out ContentDigest? digest)) return;
                await registry.DeleteManifestAsync(await sessions.OpenAsync(ticket, end), digest, end);
            },
            cancellationToken);

    private async Task<StepResult> RunAsync(
        CompensationInput compensation, Func<Ticket, CancellationToken, Task> removal, CancellationToken cancellationToken)
    {
        if (!ResourcePath.TryParse(compensation.Ticket, out ResourcePath? path) || await tickets.FindAsync(path, cancellationToken) is not { } ticket)
            return StepResult.Done;

        using var limit = new CancellationTokenSource(compensation.Limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await removal(ticket, end.Token);
            return StepResult.Done;
        }
        catch (CloudException e)
        {
            sessions.Close(ticket);
            return e.Kind == CloudErrorKind.Permanent ? StepResult.Permanent(e.Code, e.Message) : StepResult.Later(e.Code, e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return StepResult.Later("TIME_LIMIT", $"The registry did not answer within {compensation.Limit.TotalSeconds:0} s.");
        }
    }

    private async Task UndoAsync(Ticket ticket, CancellationToken end)
    {
        IReadOnlyList<Uri> uploads = await work.ListUploadsAsync(ticket.Path, end);
        ContainerWork? plan = await archive.FindAsync(ticket.Path, end);
        if (uploads.Count == 0 && plan is null) return;

        RegistrySession session = await sessions.OpenAsync(ticket, end);
        await Task.WhenAll(uploads.Select(upload => registry.CancelUploadAsync(session, upload, end)));
        if (plan is null || plan.TagBefore == plan.Digest) return;

        string tag = ticket.Request["tagName"]!;
        if ((await registry.FindManifestAsync(session, tag, end))?.Text != plan.Digest) return;
        if (plan.TagBefore is not null && await registry.GetManifestAsync(session, plan.TagBefore, end) is { } old)
            await registry.PutManifestAsync(session, tag, old.MediaType, old.Content, end);
        if (!plan.WasThere) await registry.DeleteManifestAsync(session, plan.ParseDigest(), end);
    }

    /// <summary>Not before the ticket is closed: until the last look at the registry a lost worker may still write.</summary>
    private Task ForgetAsync(Ticket ticket, CancellationToken end) => ticket.State.IsClosed() ? work.DeleteAsync(ticket.Path, end) : Task.CompletedTask;
}
