using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Blob container images: the files of the catalogue's images, each named by its image's path (the login written as in table keys,
/// since a blob's name is part of a URL).
/// </summary>
public sealed class ImageFileStore(BlobServiceClient blobs, TimeProvider time)
{
    /// <summary>How long an upload URL works.</summary>
    public static readonly TimeSpan UploadUrlLife = TimeSpan.FromHours(1);

    private const int BlockSize = 4 << 20;

    /// <summary>A clock of the storage service that is this far behind ours still accepts a URL.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient("images");

    /// <summary>Makes the container if it is missing; called once at start.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) =>
        _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>The ETag and the size of an image's file as they are now; null when there is none.</summary>
    public async Task<ImageFileProperties?> FindAsync(ResourcePath image, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await Blob(image).GetPropertiesAsync(cancellationToken: cancellationToken);
            return new ImageFileProperties(properties.ETag.ToString(), properties.ContentLength);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>
    /// Stores a file while it is read, in blocks of 4 MiB of which at most two are in memory. A file that was there is replaced only at
    /// the end; content that ends with an exception leaves it as it was.
    /// </summary>
    /// <returns>Its ETag; null, and nothing is stored, when another writer stored or removed the file meanwhile: the blocks are gone then.</returns>
    public async Task<string?> TryWriteAsync(ResourcePath image, Stream content, CancellationToken cancellationToken)
    {
        try
        {
            BlobContentInfo stored = await Blob(image).UploadAsync(
                content,
                new BlobUploadOptions
                {
                    TransferOptions = new StorageTransferOptions
                    {
                        InitialTransferSize = BlockSize,
                        MaximumTransferSize = BlockSize,
                        MaximumConcurrency = 2,
                    },
                },
                cancellationToken);
            return stored.ETag.ToString();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.InvalidBlockList)
        {
            return null;
        }
    }

    /// <summary>
    /// Opens a file for one pass from front to back in constant memory; a connection that breaks is taken up where it broke. Every
    /// request insists on the ETag. Reading may throw: ask <see cref="WhyUnreadable"/> about the exception.
    /// </summary>
    /// <param name="image">The image whose file it is.</param>
    /// <param name="eTag">The ETag that was inspected.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes; null for all that follow.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Stream> OpenAsync(
        ResourcePath image, string eTag, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        var options = new BlobDownloadOptions
        {
            Conditions = new BlobRequestConditions { IfMatch = new ETag(eTag) },
            Range = new HttpRange(offset, length),
        };
        BlobDownloadStreamingResult result = await Blob(image).DownloadStreamingAsync(options, cancellationToken);
        return result.Content;
    }

    /// <summary>Removes a file; one that is not there is no error.</summary>
    /// <param name="image">The image whose file it is.</param>
    /// <param name="eTag">The file's ETag, to leave any other file; null to remove whatever is there.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task DeleteAsync(ResourcePath image, string? eTag, CancellationToken cancellationToken)
    {
        try
        {
            BlobRequestConditions? conditions = eTag is null ? null : new BlobRequestConditions { IfMatch = new ETag(eTag) };
            await Blob(image).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, conditions, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // another file is there by now
        }
    }

    /// <summary>
    /// Makes a URL that stores an image's file without passing through this service: it may create and write that one blob and nothing
    /// else. Signed with the account's key where the service has one, else with a key that storage gives to its identity.
    /// </summary>
    public Task<ImageFileUrl> CreateUploadUrlAsync(ResourcePath image, CancellationToken cancellationToken) =>
        SignAsync(Blob(image), BlobSasPermissions.Create | BlobSasPermissions.Write, null, cancellationToken);

    /// <summary>Makes a URL that reads an image's file without passing through this service, for as long as an upload URL works.</summary>
    /// <param name="image">The image whose file it is.</param>
    /// <param name="fileName">The name that a browser saves it under: letters, digits, <c>. - _</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Uri> CreateDownloadUrlAsync(ResourcePath image, string fileName, CancellationToken cancellationToken) =>
        (await SignAsync(Blob(image), BlobSasPermissions.Read, $"attachment; filename=\"{fileName}\"", cancellationToken)).Url;

    /// <summary>
    /// Why a file can't be read any more, in a sentence for its user; null when the exception says nothing about the file, so that
    /// another try may help.
    /// </summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Only who reads through this store asks.")]
    public string? WhyUnreadable(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is RequestFailedException { Status: 404 or 412 })
                return "The image's file was deleted or replaced by another in the meantime.";
        }

        return null;
    }

    private async Task<ImageFileUrl> SignAsync(
        BlockBlobClient blob, BlobSasPermissions permissions, string? disposition, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset expires = now + UploadUrlLife;
        var sas = new BlobSasBuilder(permissions, expires)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            ContentDisposition = disposition,
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        if (blob.CanGenerateSasUri) return new ImageFileUrl(blob.GenerateSasUri(sas), expires);

        UserDelegationKey key = await blobs.GetUserDelegationKeyAsync(now - ClockSkew, expires, cancellationToken);
        var signed = new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key, blobs.AccountName) };
        return new ImageFileUrl(signed.ToUri(), expires);
    }

    private BlockBlobClient Blob(ResourcePath image) =>
        _container.GetBlockBlobClient($"users/{TableKey.Encode(image.Login)}{image.Text[$"users/{image.Login}".Length..]}");
}
