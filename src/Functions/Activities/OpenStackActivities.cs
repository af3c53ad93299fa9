using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>The steps of a publication to OpenStack. Each may run twice: the image's id follows from the publication.</summary>
public sealed class OpenStackActivities(
    PublicationSteps steps, OpenStackSessions sessions, GlanceClient glance, CatalogStore catalog, ImageFileStore files, TicketStore tickets, TimeProvider time)
{
    /// <summary>The image property that says which publication made it; with the owner it tells ours from others'.</summary>
    public const string PublicationProperty = "publication";

    /// <summary>Glance never lets an id be used twice, also not after deletion: each generation is one more id to try.</summary>
    private const int Generations = 16;

    /// <summary>What Glance itself makes of an image without a word on it: private until members are added.</summary>
    private const string NotPublic = "shared";
    private const string Public = "public";

    /// <summary>Checks that the account opens the cloud.</summary>
    [Function(nameof(SignInToOpenStackAsync))]
    public Task<StepResult> SignInToOpenStackAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(publication, new PublicationProgress("Signing in", 1), (_, _, _) => Task.FromResult(StepResult.Done), cancellationToken);

    /// <summary>
    /// Finds the image that an earlier run made, or makes it. A public one is made public first and then set back, so that a cloud that
    /// refuses public images does so before the upload.
    /// </summary>
    [Function(nameof(FindOrCreateOpenStackImageAsync))]
    public Task<StepResult> FindOrCreateOpenStackImageAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(publication, new PublicationProgress("Creating image", 3), FindOrCreateAsync, cancellationToken);

    /// <summary>Sends the file to the image; nothing when the cloud has it already.</summary>
    [Function(nameof(UploadToOpenStackAsync))]
    public Task<StepResult> UploadToOpenStackAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken)
    {
        var progress = new PublicationProgress("Uploading", 5);
        return RunAsync(
            publication,
            progress,
            async (ticket, session, stop) =>
            {
                GlanceImage image = await FindAsync(session, publication, stop);
                if (image.Status == GlanceImageStatus.Active) return StepResult.Done;
                if (image.Status != GlanceImageStatus.Queued) return StepResult.Later("IMAGE_BUSY", $"The image is {image.Status} in the cloud.");
                return await SendAsync(ticket, session, image.Id, progress, stop);
            },
            cancellationToken);
    }

    /// <summary>Looks whether the image is active.</summary>
    [Function(nameof(AwaitActiveOpenStackImageAsync))]
    public Task<StepResult> AwaitActiveOpenStackImageAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(
            publication,
            new PublicationProgress("Waiting for cloud", 91),
            async (_, session, stop) =>
            {
                GlanceImage image = await FindAsync(session, publication, stop);
                return image.Status == GlanceImageStatus.Active
                    ? StepResult.Done
                    : StepResult.Later("IMAGE_NOT_ACTIVE", $"The image is {image.Status} in the cloud, not active.");
            },
            cancellationToken);

    /// <summary>Compares size and hash in the cloud, by the cloud's own algorithm, with those of the file.</summary>
    [Function(nameof(VerifyOpenStackImageAsync))]
    public Task<StepResult> VerifyOpenStackImageAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(
            publication,
            new PublicationProgress("Verifying", 95),
            async (ticket, session, stop) =>
            {
                ImageFile file = (await SourceAsync(ticket, stop)).File;
                return Difference(await FindAsync(session, publication, stop), file) is { } difference
                    ? StepResult.Permanent("IMAGE_DIFFERS", $"The image in the cloud differs from the file: {difference}.")
                    : StepResult.Done;
            },
            cancellationToken);

    /// <summary>Gives the verified image the visibility that was asked for.</summary>
    [Function(nameof(ReleaseOpenStackImageAsync))]
    public Task<StepResult> ReleaseOpenStackImageAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        RunAsync(
            publication,
            new PublicationProgress("Releasing", 98),
            async (ticket, session, stop) =>
            {
                if (IsPublic(ticket)) await SetVisibilityAsync(session, ImageId(publication), Public, stop);
                return StepResult.Done;
            },
            cancellationToken);

    /// <summary>Removes every image that the publication made, whatever its state.</summary>
    [Function(nameof(RemoveFromOpenStackAsync))]
    public async Task<StepResult> RemoveFromOpenStackAsync([ActivityTrigger] CompensationInput compensation, CancellationToken cancellationToken)
    {
        if (!ResourcePath.TryParse(compensation.Ticket, out ResourcePath? path) || await tickets.FindAsync(path, cancellationToken) is not { } ticket)
            return StepResult.Done;

        using var limit = new CancellationTokenSource(compensation.Limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            OpenStackSession session = await sessions.OpenAsync(ticket, end.Token);
            await foreach (GlanceImage image in glance.ListImagesAsync(session, PublicationProperty, ticket.Path.Text, end.Token))
                await glance.DeleteImageAsync(session, image.Id, end.Token);
            return StepResult.Done;
        }
        catch (CloudException e)
        {
            sessions.Close(ticket);
            bool mayWorkLater = e.Kind != CloudErrorKind.Permanent || e.Code == CloudErrorCode.TokenRejected;
            return mayWorkLater ? StepResult.Later(e.Code, e.Message) : StepResult.Permanent(e.Code, e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return StepResult.Later("TIME_LIMIT", $"The cloud did not answer within {compensation.Limit.TotalSeconds:0} s.");
        }
    }

    /// <summary>Runs a step with a session; a token that the cloud no longer takes is replaced once.</summary>
    private Task<StepResult> RunAsync(
        PublishInput publication,
        PublicationProgress progress,
        Func<Ticket, OpenStackSession, CancellationToken, Task<StepResult>> step,
        CancellationToken cancellationToken) =>
        steps.RunAsync(
            publication.Ticket,
            progress,
            async (ticket, stop) =>
            {
                try
                {
                    return await step(ticket, await sessions.OpenAsync(ticket, stop), stop);
                }
                catch (CloudException e) when (e.Code == CloudErrorCode.TokenRejected)
                {
                    sessions.Close(ticket);
                    return await step(ticket, await sessions.OpenAsync(ticket, stop), stop);
                }
            },
            cancellationToken);

    private async Task<StepResult> FindOrCreateAsync(Ticket ticket, OpenStackSession session, CancellationToken stop)
    {
        CatalogImage source = await SourceAsync(ticket, stop);
        if (source.File.DiskFormat is not { } format || !format.IsDisk())
            return StepResult.Permanent("IMAGE_FORMAT", "The image's file is no disk that OpenStack can boot: raw, qcow2, vmdk, vdi, vhd, vhdx or iso.");

        for (int generation = 0; generation < Generations; generation++)
        {
            Guid id = NameBasedGuid.Create($"{ticket.Path.Text}#{generation}");
            GlanceImage? image = await CreateAsync(session, ticket, source, id, format, stop) ?? await glance.FindImageAsync(session, id, stop);
            if (image?.Owner != session.ProjectId || image.Properties.GetValueOrDefault(PublicationProperty) != ticket.Path.Text) continue;
            if (image.Visibility == Public) await SetVisibilityAsync(session, id, NotPublic, stop);
            if (image.Status != GlanceImageStatus.Killed) return StepResult.Image(id.ToString());
            await glance.DeleteImageAsync(session, id, stop);
        }

        return StepResult.Permanent("IMAGE_IDS_USED", $"{Generations} ids of this publication were used in the cloud before.");
    }

    private async Task<StepResult> SendAsync(
        Ticket ticket, OpenStackSession session, Guid id, PublicationProgress progress, CancellationToken stop)
    {
        try
        {
            await using Stream data = await files.OpenAsync(ImagePath(ticket), ticket.FileETag, cancellationToken: stop);
            await glance.UploadImageAsync(session, id, data, ticket.BytesTotal, progress, stop);
            return StepResult.Done;
        }
        catch (CloudException e) when (e.Code == CloudErrorCode.Conflict)
        {
            return StepResult.Later("IMAGE_BUSY", e.Message);
        }
        catch (Exception e) when (files.WhyUnreadable(e) is { } reason)
        {
            return StepResult.Permanent("IMAGE_CHANGED", reason);
        }
    }

    private async Task<GlanceImage?> CreateAsync(
        OpenStackSession session, Ticket ticket, CatalogImage source, Guid id, DiskFormat format, CancellationToken stop)
    {
        var image = new NewGlanceImage(
            id,
            ticket.Request["displayName"] ?? ticket.ImageName,
            format.WireName(),
            "bare",
            IsPublic(ticket) ? Public : NotPublic,
            source.Tags.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            PropertiesOf(ticket, source));
        try
        {
            return await glance.CreateImageAsync(session, image, stop);
        }
        catch (CloudException e) when (e.Code == CloudErrorCode.Conflict)
        {
            return null;
        }
    }

    private Task<GlanceImage> SetVisibilityAsync(OpenStackSession session, Guid id, string visibility, CancellationToken stop) =>
        glance.UpdateImageAsync(session, id, new Dictionary<string, string?> { ["visibility"] = visibility }, stop);

    private async Task<GlanceImage> FindAsync(OpenStackSession session, PublishInput publication, CancellationToken stop) =>
        await glance.FindImageAsync(session, ImageId(publication), stop)
        ?? throw new CloudException(CloudErrorKind.Permanent, "IMAGE_GONE", "The image was removed from the cloud meanwhile.");

    /// <summary>Glance's standard names for what the catalogue knows (its "useful image properties").</summary>
    private static Dictionary<string, string> PropertiesOf(Ticket ticket, CatalogImage source)
    {
        var properties = new Dictionary<string, string> { [PublicationProperty] = ticket.Path.Text };
        if (source.OsType is { Length: > 0 } osType) properties["os_type"] = osType;
        if (source.Architecture is { Length: > 0 } architecture) properties["architecture"] = architecture;
        return properties;
    }

    private async Task<CatalogImage> SourceAsync(Ticket ticket, CancellationToken stop)
    {
        CatalogImage? image = await catalog.FindImageAsync(ImagePath(ticket), stop);
        return image is not null && image.File.WasInspected(ticket.FileETag)
            ? image
            : throw new CloudException(CloudErrorKind.Permanent, "IMAGE_CHANGED", "The image's file was changed or removed meanwhile.");
    }

    private static string? Difference(GlanceImage image, ImageFile file)
    {
        if (image.Size != file.Size) return $"{image.Size} bytes instead of {file.Size}";
        string? expected = image.HashAlgorithm switch { "sha512" => file.Sha512, "sha256" => file.Sha256, "md5" => file.Md5, _ => null };
        if (expected is not null && image.HashValue != expected) return $"another {image.HashAlgorithm}";
        if (image.Checksum is not null && image.Checksum != file.Md5) return "another MD5";
        return expected is null && image.Checksum is null ? "the cloud gives no hash that could be compared" : null;
    }

    private static ResourcePath ImagePath(Ticket ticket) => ticket.Path.Parent!;

    private static bool IsPublic(Ticket ticket) => ticket.Request["publicImage"] == "true";

    private static Guid ImageId(PublishInput publication) => Guid.Parse(publication.CloudId!);
}
