using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.Storage.Containers;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>The steps of a publication to a registry that read the archive. Each may run twice.</summary>
public sealed class ContainerArchiveActivities(
    PublicationSteps steps,
    RegistrySessions sessions,
    RegistryClient registry,
    ContainerArchive archive,
    ContainerWorkStore work,
    CatalogStore catalog,
    ImageFileStore files)
{
    /// <summary>Unpacks an archive that is compressed, since the parts of such a one can't be read by their place.</summary>
    [Function(nameof(UnpackContainerArchiveAsync))]
    public Task<StepResult> UnpackContainerArchiveAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(
            publication,
            new PublicationProgress("Unpacking", 2),
            async (ticket, file, stop) =>
            {
                if (file.DiskFormat == DiskFormat.TarGz) await archive.UnpackAsync(ticket, file.Size ?? 0, stop);
                return StepResult.Done;
            },
            cancellationToken);

    /// <summary>Finds the image in the archive, and what the registry has of it; returns how many blobs it has.</summary>
    [Function(nameof(PlanContainerImageAsync))]
    public Task<StepResult> PlanContainerImageAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(
            publication,
            new PublicationProgress("Reading archive", 4),
            async (ticket, file, stop) =>
            {
                RegistrySession session = await sessions.OpenAsync(ticket, stop);
                ContainerWork plan = await archive.PlanAsync(ticket, file.DiskFormat == DiskFormat.TarGz, stop);
                ContentDigest? before = await registry.FindManifestAsync(session, ticket.Request["tagName"]!, stop);
                bool wasThere = await registry.FindManifestAsync(session, plan.Digest, stop) is not null;
                await archive.WriteAsync(ticket.Path, plan with { TagBefore = before?.Text, WasThere = wasThere }, stop);
                return StepResult.Found(plan.Blobs.Count);
            },
            cancellationToken);

    /// <summary>Removes what the publication kept while it ran.</summary>
    [Function(nameof(ForgetContainerWorkAsync))]
    public Task ForgetContainerWorkAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        ResourcePath.TryParse(publication.Ticket, out ResourcePath? path) ? work.DeleteAsync(path, cancellationToken) : Task.CompletedTask;

    private Task<StepResult> RunAsync(
        PublishInput publication,
        PublicationProgress progress,
        Func<Ticket, ImageFile, CancellationToken, Task<StepResult>> step,
        CancellationToken cancellationToken) =>
        steps.RunAsync(
            publication.Ticket,
            progress,
            async (ticket, stop) =>
            {
                CatalogImage? image = await catalog.FindImageAsync(ticket.Path.Parent!, stop);
                if (image is null || !image.File.WasInspected(ticket.FileETag))
                    return StepResult.Permanent("IMAGE_CHANGED", "The image's file was changed or removed meanwhile.");
                if (image.File.DiskFormat is not (DiskFormat.Tar or DiskFormat.TarGz))
                    return StepResult.Permanent("IMAGE_FORMAT", "The image's file is no container image: a tar archive, which may be compressed with gzip.");
                try
                {
                    return await step(ticket, image.File, stop);
                }
                catch (ContainerArchiveException e)
                {
                    return StepResult.Permanent("CONTAINER_ARCHIVE", e.Message);
                }
                catch (Exception e) when (files.WhyUnreadable(e) is { } reason)
                {
                    return StepResult.Permanent("IMAGE_CHANGED", reason);
                }
            },
            cancellationToken);
}
