using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>
/// The steps of a publication to Open Telekom Cloud that touch its image service. Each may run twice: an image is ours by its name and the
/// tag <c>publication</c>, and an import is noted before it is asked for, so that a lost reply never makes a second one.
/// </summary>
public sealed class OpenTelekomCloudActivities(
    OpenTelekomCloudSteps steps,
    OpenTelekomCloudWork work,
    IamTokens tokens,
    ImsClient ims,
    ImsJobsClient jobs,
    GlanceClient images,
    ObsClient storage,
    ImageFileStore files,
    TicketStore tickets,
    TimeProvider time)
{
    /// <summary>How long an import whose reply was lost may take to show an image.</summary>
    private static readonly TimeSpan Appearance = TimeSpan.FromMinutes(10);

    /// <summary>Checks that the account opens the cloud and, where it names one, the bucket.</summary>
    [Function(nameof(SignInToOpenTelekomCloudAsync))]
    public Task<StepResult> SignInToOpenTelekomCloudAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        steps.RunAsync(
            publication.Ticket,
            new PublicationProgress("Signing in", 1),
            async (ticket, account, _, stop) =>
            {
                if (account.Bucket is { } bucket) await storage.ListUploadsAsync(bucket, OpenTelekomCloudWork.KeyOf(ticket), stop);
                return StepResult.Done;
            },
            cancellationToken);

    /// <summary>Has the image made, or finds that it is being made; returns the job that does it, if there is one that is known.</summary>
    [Function(nameof(MakeOpenTelekomCloudImageAsync))]
    public Task<StepResult> MakeOpenTelekomCloudImageAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken)
    {
        var progress = new PublicationProgress("Importing", 91);
        return steps.RunAsync(
            publication.Ticket,
            progress,
            async (ticket, account, session, stop) =>
            {
                ImageFile file = await work.FileAsync(ticket, stop);
                OpenTelekomCloudRoute route = OpenTelekomCloudWork.RouteOf(file, account.Bucket is not null, ticket.Request["osVersion"] is not null);
                return route switch
                {
                    OpenTelekomCloudRoute.Upload => await UploadAsync(ticket, session, file, progress, stop),
                    OpenTelekomCloudRoute.Register => await RegisterAsync(ticket, account.Bucket!, session, file, stop),
                    _ => await ImportAsync(ticket, account.Bucket!, session, file, route == OpenTelekomCloudRoute.QuickImport, stop),
                };
            },
            cancellationToken);
    }

    /// <summary>Looks whether the image is made; returns its id.</summary>
    [Function(nameof(LookAtOpenTelekomCloudImageAsync))]
    public Task<StepResult> LookAtOpenTelekomCloudImageAsync([ActivityTrigger] OpenTelekomCloudWait wait, CancellationToken cancellationToken) =>
        steps.RunAsync(
            wait.Ticket,
            new PublicationProgress("Waiting for cloud", 93),
            async (ticket, _, session, stop) =>
            {
                ImsJob? job = wait.Job is { } id ? await jobs.FindAsync(session, id, stop) : null;
                if (job?.State == ImsJobState.Failed)
                    return StepResult.Permanent(job.ErrorCode ?? "IMPORT_FAILED", $"IMS: {job.FailReason ?? "the job failed"}");
                GlanceImage? image = await FindAsync(ticket, session, stop);
                if (image?.Status == GlanceImageStatus.Active) return StepResult.Image(image.Id.ToString());
                if (image?.Status == GlanceImageStatus.Killed)
                    return StepResult.Permanent("IMPORT_FAILED", "IMS: the image could not be made of the file.");
                bool mayStillAppear = job is not null || image is not null || time.GetUtcNow().UtcDateTime - wait.Since < Appearance;
                return mayStillAppear
                    ? StepResult.Later("IMAGE_NOT_ACTIVE", $"The image is {image?.Status ?? "not there yet"}, not active.")
                    : StepResult.Permanent("IMPORT_UNKNOWN", "The reply to the import was lost, and no image came of it.");
            },
            cancellationToken);

    /// <summary>Removes every image that the publication made, whatever its state, its object and its uploads.</summary>
    [Function(nameof(RemoveFromOpenTelekomCloudAsync))]
    public async Task<StepResult> RemoveFromOpenTelekomCloudAsync([ActivityTrigger] CompensationInput compensation, CancellationToken cancellationToken)
    {
        if (!ResourcePath.TryParse(compensation.Ticket, out ResourcePath? path) || await tickets.FindAsync(path, cancellationToken) is not { } ticket)
            return StepResult.Done;

        using var limit = new CancellationTokenSource(compensation.Limit, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            OpenTelekomCloudAccount account = await steps.OpenAsync(ticket, end.Token);
            await tokens.RunAsync(account.Credentials, session => RemoveImagesAsync(ticket, session, end.Token), end.Token);
            if (account.Bucket is { } bucket) await RemoveObjectsAsync(ticket, bucket, end.Token);
            if (ticket.State.IsClosed()) await work.ForgetAsync(ticket, end.Token);
            return StepResult.Done;
        }
        catch (CloudException e)
        {
            bool mayWorkLater = e.Kind != CloudErrorKind.Permanent;
            return mayWorkLater ? StepResult.Later(e.Code, e.Message) : StepResult.Permanent(e.Code, e.Message);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return StepResult.Later("TIME_LIMIT", $"The cloud did not answer within {compensation.Limit.TotalSeconds:0} s.");
        }
    }

    private async Task<StepResult> UploadAsync(
        Ticket ticket, OpenStackSession session, ImageFile file, PublicationProgress progress, CancellationToken stop)
    {
        GlanceImage image = await FindOrCreateAsync(ticket, session, file, stop);
        if (image.Status == GlanceImageStatus.Active) return StepResult.Done;
        if (image.Status != GlanceImageStatus.Queued) return StepResult.Later("IMAGE_BUSY", $"The image is {image.Status} in the cloud.");
        await using Stream data = await files.OpenAsync(ticket.Path.Parent!, ticket.FileETag, cancellationToken: stop);
        await images.UploadImageAsync(session, image.Id, data, file.Size!.Value, progress, stop);
        return StepResult.Done;
    }

    private async Task<StepResult> RegisterAsync(Ticket ticket, ObsBucket bucket, OpenStackSession session, ImageFile file, CancellationToken stop)
    {
        GlanceImage image = await FindOrCreateAsync(ticket, session, file, stop);
        if (image.Status != GlanceImageStatus.Queued) return StepResult.Done;
        return StepResult.Image(await ims.RegisterAsync(session, image.Id, bucket.Name, OpenTelekomCloudWork.KeyOf(ticket), stop));
    }

    private async Task<StepResult> ImportAsync(
        Ticket ticket, ObsBucket bucket, OpenStackSession session, ImageFile file, bool isQuick, CancellationToken stop)
    {
        if (await work.FindImportAsync(ticket, stop) is { } known) return known.Length > 0 ? StepResult.Image(known) : StepResult.Done;
        await work.NoteImportAsync(ticket, "", stop);
        try
        {
            string job = await ims.ImportAsync(session, NewImage(ticket, file), bucket.Name, OpenTelekomCloudWork.KeyOf(ticket), isQuick, stop);
            await work.NoteImportAsync(ticket, job, stop);
            return StepResult.Image(job);
        }
        catch (CloudException e) when (e.Kind == CloudErrorKind.Unknown)
        {
            return StepResult.Done;
        }
        catch (CloudException e) when (e.Kind == CloudErrorKind.Transient)
        {
            await work.ForgetAsync(ticket, stop);
            throw;
        }
    }

    private async Task<GlanceImage> FindOrCreateAsync(Ticket ticket, OpenStackSession session, ImageFile file, CancellationToken stop) =>
        await FindAsync(ticket, session, stop) ?? await ims.CreateImageAsync(session, NewImage(ticket, file), stop);

    private async Task<GlanceImage?> FindAsync(Ticket ticket, OpenStackSession session, CancellationToken stop) =>
        await ims.ListImagesAsync(session, OpenTelekomCloudWork.NameOf(ticket), OpenTelekomCloudWork.TagOf(ticket), stop).FirstOrDefaultAsync(stop);

    private static NewImsImage NewImage(Ticket ticket, ImageFile file) => new(
        OpenTelekomCloudWork.NameOf(ticket),
        OpenTelekomCloudWork.TagOf(ticket),
        OpenTelekomCloudWork.MinDisk(ticket, file),
        file.DiskFormat!.Value.WireName(),
        ticket.Request["osVersion"]);

    private async Task<bool> RemoveImagesAsync(Ticket ticket, OpenStackSession session, CancellationToken end)
    {
        await foreach (GlanceImage image in ims.ListImagesAsync(
            session, OpenTelekomCloudWork.NameOf(ticket), OpenTelekomCloudWork.TagOf(ticket), end))
        {
            await images.DeleteImageAsync(session, image.Id, end);
        }

        return true;
    }

    private async Task RemoveObjectsAsync(Ticket ticket, ObsBucket bucket, CancellationToken end)
    {
        string key = OpenTelekomCloudWork.KeyOf(ticket);
        foreach (string upload in await storage.ListUploadsAsync(bucket, key, end)) await storage.AbortUploadAsync(bucket, key, upload, end);
        await storage.DeleteAsync(bucket, key, end);
    }
}
