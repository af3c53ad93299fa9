using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ImagePublishFunctions.Domain;
using Microsoft.AspNetCore.DataProtection;

namespace ImagePublishFunctions.Storage.Containers;

/// <summary>
/// Blob container publications: what a publication of a container image keeps while it runs – its plan, its unpacked archive, and where
/// its uploads stand, encrypted, since a location lets its holder add to the upload at some registries. All of it goes with the publication.
/// </summary>
public sealed class ContainerWorkStore(BlobServiceClient blobs, IDataProtectionProvider protection)
{
    private const string Uploads = "upload-";
    private const int BlockSize = 4 << 20;
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient("publications");
    private readonly IDataProtector _protector = protection.CreateProtector("RegistryUploads");

    /// <summary>Stores a file while it is read, in place of one that was there. Makes the container, which many installations never need.</summary>
    public async Task WriteAsync(ResourcePath publication, string name, Stream content, CancellationToken cancellationToken)
    {
        await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var transfer = new StorageTransferOptions { InitialTransferSize = BlockSize, MaximumTransferSize = BlockSize, MaximumConcurrency = 2 };
        await Blob(publication, name).UploadAsync(content, new BlobUploadOptions { TransferOptions = transfer }, cancellationToken);
    }

    /// <summary>Opens a file for one pass; null when it is not there.</summary>
    /// <param name="publication">Whose file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many bytes; null for all that follow.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Stream?> OpenAsync(
        ResourcePath publication, string name, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(offset, length) };
            BlobDownloadStreamingResult result = await Blob(publication, name).DownloadStreamingAsync(options, cancellationToken);
            return result.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>A whole file; null when it is not there.</summary>
    public async Task<byte[]?> ReadAsync(ResourcePath publication, string name, CancellationToken cancellationToken)
    {
        await using Stream? content = await OpenAsync(publication, name, cancellationToken: cancellationToken);
        if (content is null) return null;
        using var whole = new MemoryStream();
        await content.CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
    }

    /// <summary>Remembers where an upload goes on; null for one that is over.</summary>
    public async Task RememberUploadAsync(ResourcePath publication, int blob, Uri? location, CancellationToken cancellationToken)
    {
        string name = $"{Uploads}{blob}";
        if (location is null)
        {
            await Blob(publication, name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
            return;
        }

        using var content = new MemoryStream(_protector.Protect(Encoding.UTF8.GetBytes(location.AbsoluteUri)));
        await WriteAsync(publication, name, content, cancellationToken);
    }

    /// <summary>Where the upload of a blob stood; null when none is known.</summary>
    public async Task<Uri?> FindUploadAsync(ResourcePath publication, int blob, CancellationToken cancellationToken) =>
        await ReadAsync(publication, $"{Uploads}{blob}", cancellationToken) is { } content ? Open(content) : null;

    /// <summary>All uploads of a publication that may not be over.</summary>
    public async Task<IReadOnlyList<Uri>> ListUploadsAsync(ResourcePath publication, CancellationToken cancellationToken)
    {
        List<Uri> uploads = [];
        foreach (string name in await NamesAsync(publication, cancellationToken))
        {
            if (name.StartsWith(Uploads, StringComparison.Ordinal) && await ReadAsync(publication, name, cancellationToken) is { } content)
                uploads.Add(Open(content));
        }

        return uploads;
    }

    /// <summary>Removes all that a publication keeps; nothing there is no error.</summary>
    public async Task DeleteAsync(ResourcePath publication, CancellationToken cancellationToken)
    {
        foreach (string name in await NamesAsync(publication, cancellationToken))
            await Blob(publication, name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    private async Task<List<string>> NamesAsync(ResourcePath publication, CancellationToken cancellationToken)
    {
        string folder = Folder(publication);
        List<string> names = [];
        try
        {
            await foreach (BlobItem item in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancellationToken))
                names.Add(item.Name[folder.Length..]);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // no publication ever kept anything
        }

        return names;
    }

    private Uri Open(byte[] content) => new(Encoding.UTF8.GetString(_protector.Unprotect(content)));

    private static string Folder(ResourcePath publication) =>
        $"users/{TableKey.Encode(publication.Login)}{publication.Text[$"users/{publication.Login}".Length..]}/";

    private BlockBlobClient Blob(ResourcePath publication, string name) => _container.GetBlockBlobClient(Folder(publication) + name);
}
