using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>
/// The steps of a publication to Open Telekom Cloud that touch its object storage. Each may run twice: the object's key follows from the
/// publication.
/// </summary>
public sealed class OpenTelekomCloudStorageActivities(OpenTelekomCloudSteps steps, OpenTelekomCloudWork work, ObsClient storage, ImageFileStore files)
{
    /// <summary>
    /// Finds the upload that an earlier run began, or begins one; returns its id and how many parts it has. None where the object is there
    /// already, or the image does not go through storage.
    /// </summary>
    [Function(nameof(BeginObjectAsync))]
    public Task<StepResult> BeginObjectAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        steps.RunAsync(
            publication.Ticket,
            new PublicationProgress("Preparing upload", 3),
            async (ticket, account, stop) =>
            {
                ImageFile file = await work.FileAsync(ticket, stop);
                OpenTelekomCloudRoute route = OpenTelekomCloudWork.RouteOf(file, account.Bucket is not null, ticket.Request["osVersion"] is not null);
                if (route == OpenTelekomCloudRoute.Upload || await IsThereAsync(ticket, account.Bucket!, file, stop)) return StepResult.Done;

                string key = OpenTelekomCloudWork.KeyOf(ticket);
                string? known = (await storage.ListUploadsAsync(account.Bucket!, key, stop)).Min(StringComparer.Ordinal);
                string upload = known ?? await storage.BeginUploadAsync(account.Bucket!, key, stop);
                return StepResult.Image(upload) with { Amount = OpenTelekomCloudWork.Parts(file.Size!.Value) };
            },
            cancellationToken);

    /// <summary>Sends one part; returns its size.</summary>
    [Function(nameof(PutObjectPartAsync))]
    public Task<StepResult> PutObjectPartAsync([ActivityTrigger] ObjectPartInput input, CancellationToken cancellationToken)
    {
        var progress = new PublicationProgress("Uploading", 5);
        return steps.RunAsync(
            input.Ticket,
            progress,
            async (ticket, account, stop) =>
            {
                long size = (await work.FileAsync(ticket, stop)).Size!.Value;
                long offset = (input.Part - 1) * OpenTelekomCloudWork.PartSize(size);
                long length = Math.Min(OpenTelekomCloudWork.PartSize(size), size - offset);
                await using Stream data = await files.OpenAsync(ticket.Path.Parent!, ticket.FileETag, offset, length, stop);
                await storage.PutPartAsync(
                    account.Bucket!, OpenTelekomCloudWork.KeyOf(ticket), input.Upload, input.Part, data, length, new Later(progress, input.Before), stop);
                return StepResult.Found(length);
            },
            cancellationToken);
    }

    /// <summary>Makes the object of its parts; nothing when it is there.</summary>
    [Function(nameof(CompleteObjectAsync))]
    public Task<StepResult> CompleteObjectAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        steps.RunAsync(
            publication.Ticket,
            new PublicationProgress("Completing upload", 90),
            async (ticket, account, stop) =>
            {
                ImageFile file = await work.FileAsync(ticket, stop);
                if (await IsThereAsync(ticket, account.Bucket!, file, stop)) return StepResult.Done;
                string key = OpenTelekomCloudWork.KeyOf(ticket);
                if (await storage.ListPartsAsync(account.Bucket!, key, publication.CloudId!, stop) is not { } parts)
                    return StepResult.Permanent("UPLOAD_GONE", "The upload to object storage was aborted by somebody else.");
                if (parts.Count != OpenTelekomCloudWork.Parts(file.Size!.Value) || parts.Sum(part => part.Size) != file.Size)
                    return StepResult.Permanent("UPLOAD_DIFFERS", "Object storage does not have all parts of the upload.");
                await storage.CompleteUploadAsync(account.Bucket!, key, publication.CloudId!, parts, stop);
                return await IsThereAsync(ticket, account.Bucket!, file, stop)
                    ? StepResult.Done
                    : StepResult.Permanent("UPLOAD_DIFFERS", "The object in storage has another size than the file.");
            },
            cancellationToken);

    /// <summary>Removes the object: the image has been made of it.</summary>
    [Function(nameof(RemoveObjectAsync))]
    public Task<StepResult> RemoveObjectAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken) =>
        steps.RunAsync(
            publication.Ticket,
            new PublicationProgress("Cleaning up", 98),
            async (ticket, account, stop) =>
            {
                if (account.Bucket is { } bucket) await storage.DeleteAsync(bucket, OpenTelekomCloudWork.KeyOf(ticket), stop);
                await work.ForgetAsync(ticket, stop);
                return StepResult.Done;
            },
            cancellationToken);

    private async Task<bool> IsThereAsync(Ticket ticket, ObsBucket bucket, ImageFile file, CancellationToken stop) =>
        (await storage.FindAsync(bucket, OpenTelekomCloudWork.KeyOf(ticket), stop))?.Size == file.Size;

    /// <summary>Bytes of a part as bytes of the file.</summary>
    private sealed class Later(PublicationProgress progress, long before) : IProgress<long>
    {
        public void Report(long value) => progress.Report(before + value);
    }
}
