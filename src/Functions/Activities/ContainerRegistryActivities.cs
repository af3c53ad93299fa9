using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.Storage.Containers;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>The steps of a publication to a registry of container images. Each may run twice: everything there is named by its digest.</summary>
public sealed class ContainerRegistryActivities(
    PublicationSteps steps,
    RegistrySessions sessions,
    RegistryClient registry,
    ContainerArchive archive,
    ContainerWorkStore work,
    RegistryBlobStore blobs,
    ImageFileStore files)
{
    private readonly BlobPush _push = new(registry);

    /// <summary>Checks that there is a registry and that the account opens it.</summary>
    [Function(nameof(SignInToContainerRegistryAsync))]
    public Task<StepResult> SignInToContainerRegistryAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(
            publication.Ticket,
            new PublicationProgress("Signing in", 1),
            async (_, session, stop) =>
            {
                await registry.PingAsync(session, stop);
                return StepResult.Done;
            },
            cancellationToken);

    /// <summary>Brings one blob into the repository; returns its size.</summary>
    [Function(nameof(PushContainerBlobAsync))]
    public Task<StepResult> PushContainerBlobAsync([ActivityTrigger] ContainerBlobInput input, CancellationToken cancellationToken)
    {
        var progress = new PublicationProgress("Uploading", 5);
        return RunAsync(input.Ticket, progress, (ticket, session, stop) => PushAsync(ticket, session, input, progress, stop), cancellationToken);
    }

    /// <summary>Puts the manifests, and with the last the tag; returns the image's id.</summary>
    [Function(nameof(PutContainerManifestsAsync))]
    public Task<StepResult> PutContainerManifestsAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(publication.Ticket, new PublicationProgress("Tagging", 92), PutManifestsAsync, cancellationToken);

    private Task<StepResult> RunAsync(
        string publication,
        PublicationProgress progress,
        Func<Ticket, RegistrySession, CancellationToken, Task<StepResult>> step,
        CancellationToken cancellationToken) =>
        steps.RunAsync(
            publication,
            progress,
            async (ticket, stop) =>
            {
                try
                {
                    return await step(ticket, await sessions.OpenAsync(ticket, stop), stop);
                }
                catch (CloudException e) when (e.Code is CloudErrorCode.AuthenticationFailed or CloudErrorCode.Forbidden)
                {
                    sessions.Close(ticket);
                    throw;
                }
                catch (Exception e) when (files.WhyUnreadable(e) is { } reason)
                {
                    return StepResult.Permanent("IMAGE_CHANGED", reason);
                }
            },
            cancellationToken);

    private async Task<StepResult> PushAsync(
        Ticket ticket, RegistrySession session, ContainerBlobInput input, PublicationProgress progress, CancellationToken stop)
    {
        ContainerWork plan = await PlanAsync(ticket, stop);
        ContainerWork.Blob planned = plan.Blobs[input.Blob];
        var blob = new RegistryBlob(
            planned.ParseDigest(), planned.Size, (offset, length, end) => archive.OpenAsync(ticket, plan.IsUnpacked, planned.Offset + offset, length, end));
        RepositoryName? from = await blobs.FindAsync(ticket.Path.Login, session.Endpoint, blob.Digest, stop);
        await _push.PushAsync(
            session,
            blob,
            from == session.Repository ? null : from,
            await work.FindUploadAsync(ticket.Path, input.Blob, stop),
            location => work.RememberUploadAsync(ticket.Path, input.Blob, location, CancellationToken.None),
            new ShareOfFile(progress, input.Before, plan.Size, ticket.BytesTotal),
            stop);
        await blobs.NoteAsync(ticket.Path.Login, session.Endpoint, blob.Digest, session.Repository, stop);
        return StepResult.Found(planned.Size);
    }

    private async Task<StepResult> PutManifestsAsync(Ticket ticket, RegistrySession session, CancellationToken stop)
    {
        ContainerWork plan = await PlanAsync(ticket, stop);
        string tag = ticket.Request["tagName"]!;
        for (int i = 0; i < plan.Manifests.Count; i++)
        {
            ContainerWork.Manifest manifest = plan.Manifests[i];
            string reference = i == plan.Manifests.Count - 1 ? tag : manifest.Digest;
            await registry.PutManifestAsync(session, reference, manifest.MediaType, await archive.ReadManifestAsync(ticket.Path, i, stop), stop);
        }

        return await registry.FindManifestAsync(session, tag, stop) is { } stored && stored.Text != plan.Digest
            ? StepResult.Permanent("IMAGE_DIFFERS", $"The tag {tag} points to {stored} instead of {plan.Digest}.")
            : StepResult.Image($"{session.Repository}@{plan.Digest}");
    }

    private async Task<ContainerWork> PlanAsync(Ticket ticket, CancellationToken stop) =>
        await archive.FindAsync(ticket.Path, stop) ?? throw new InvalidOperationException($"The plan of {ticket.Path} is not there.");

    /// <summary>Bytes of blobs as bytes of the file: the two differ when the file is compressed, or holds more than the image.</summary>
    private sealed class ShareOfFile(PublicationProgress progress, long before, long all, long file) : IProgress<long>
    {
        public void Report(long value) => progress.Report(all == 0 ? file : (long)((decimal)(before + value) * file / all));
    }
}
