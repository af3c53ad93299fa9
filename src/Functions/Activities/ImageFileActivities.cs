using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>The steps of <see cref="InspectImage"/>. Each may run twice, also at the same time: the outcome is the same.</summary>
public sealed class ImageFileActivities(CatalogStore catalog, ImageFileStore files)
{
    private const string Deleted = "The image was deleted in the meantime.";
    private const string Replaced = "The image's file was deleted or replaced by another in the meantime.";
    private const string Unreadable = "The image's file could not be read from storage. Complete it again to have another try.";

    /// <summary>Reads the file from end to end, unless that was done already, and records what it is.</summary>
    [Function(nameof(InspectImageFileAsync))]
    public async Task<InspectImageResult> InspectImageFileAsync(
        [ActivityTrigger] InspectImageInput input, CancellationToken cancellationToken)
    {
        ResourcePath path = PathOf(input);
        if (await catalog.FindImageAsync(path, cancellationToken) is not { } image) return InspectImageResult.Failed(Deleted);
        if (image.File.ETag != input.ETag) return InspectImageResult.Failed(Replaced);
        if (image.File.WasInspected(input.ETag)) return new InspectImageResult(image.File.Failure);

        await catalog.TrySetFileAsync(image, image.File with { State = ImageFileState.Inspecting, Failure = null }, cancellationToken);
        try
        {
            ImageFileDigest digest;
            await using (Stream content = await files.OpenAsync(path, input.ETag, cancellationToken: cancellationToken))
                digest = await ImageFileDigest.ReadAsync(content, cancellationToken);
            return await RecordAsync(input, declared => Judged(digest, declared.Format), cancellationToken);
        }
        catch (Exception e) when (files.WhyUnreadable(e) is { } reason)
        {
            return await RecordAsync(input, declared => Failed(declared.File, reason), cancellationToken);
        }
    }

    /// <summary>Records that storage did not let the file be read; a later inspection tries again.</summary>
    [Function(nameof(GiveUpInspectionAsync))]
    public Task<InspectImageResult> GiveUpInspectionAsync(
        [ActivityTrigger] InspectImageInput input, CancellationToken cancellationToken) =>
        RecordAsync(input, image => Failed(image.File, Unreadable), cancellationToken);

    private static ImageFile Judged(ImageFileDigest digest, string format)
    {
        string? failure = ImageFormat.TryFind(format, out ImageFormat? declared)
            ? declared.WhyRefused(digest.Format)
            : $"The image's format {format} is unknown.";
        return new ImageFile
        {
            State = failure is null ? ImageFileState.Ready : ImageFileState.Failed,
            Size = digest.Size,
            Md5 = digest.Md5,
            Sha256 = digest.Sha256,
            Sha512 = digest.Sha512,
            DiskFormat = digest.Format.Format,
            Failure = failure,
        };
    }

    private static ImageFile Failed(ImageFile file, string reason) =>
        new() { State = ImageFileState.Failed, Size = file.Size, Failure = reason };

    private static ResourcePath PathOf(InspectImageInput input) =>
        ResourcePath.TryParse(input.ImagePath, out ResourcePath? path)
            ? path
            : throw new ArgumentException($"'{input.ImagePath}' is no resource.", nameof(input));

    /// <summary>Writes into the catalogue unless it knows another file by now, or another inspection of this one was done first.</summary>
    private async Task<InspectImageResult> RecordAsync(
        InspectImageInput input, Func<CatalogImage, ImageFile> describe, CancellationToken cancellationToken)
    {
        ResourcePath path = PathOf(input);
        while (await catalog.FindImageAsync(path, cancellationToken) is { } image)
        {
            if (image.File.ETag != input.ETag) return InspectImageResult.Failed(Replaced);
            if (image.File.WasInspected(input.ETag)) return new InspectImageResult(image.File.Failure);
            ImageFile file = describe(image) with { ETag = input.ETag };
            if (await catalog.TrySetFileAsync(image, file, cancellationToken) is not null) return new InspectImageResult(file.Failure);
        }

        return InspectImageResult.Failed(Deleted);
    }
}
