using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Storage;

/// <summary>Blob container share-slices: the slices into which matrices were cut, a blob each, below the job's id.</summary>
public sealed class ShareSliceStore(BlobServiceClient blobs)
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient("share-slices");

    /// <summary>Makes the container when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Writes a slice, in place of what stood there.</summary>
    public Task WriteAsync(string job, int slice, IReadOnlyList<ImageProjects> images, CancellationToken cancellationToken) =>
        Blob(job, slice).UploadAsync(new BinaryData(JsonSerializer.SerializeToUtf8Bytes(images)), overwrite: true, cancellationToken);

    /// <summary>Reads a slice.</summary>
    public async Task<IReadOnlyList<ImageProjects>> ReadAsync(string job, int slice, CancellationToken cancellationToken)
    {
        BlobDownloadResult blob = await Blob(job, slice).DownloadContentAsync(cancellationToken);
        return JsonSerializer.Deserialize<ImageProjects[]>(blob.Content)!;
    }

    /// <summary>Writes what a slice's cloud works on, in place of what stood there.</summary>
    public Task WriteBatchesAsync(string job, int slice, ShareBatches batches, CancellationToken cancellationToken) =>
        BatchesBlob(job, slice).UploadAsync(new BinaryData(JsonSerializer.SerializeToUtf8Bytes(batches)), overwrite: true, cancellationToken);

    /// <summary>What a slice's cloud works on; null when it works on nothing.</summary>
    public async Task<ShareBatches?> FindBatchesAsync(string job, int slice, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult blob = await BatchesBlob(job, slice).DownloadContentAsync(cancellationToken);
            return JsonSerializer.Deserialize<ShareBatches>(blob.Content);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Forgets what a slice's cloud worked on.</summary>
    public Task DeleteBatchesAsync(string job, int slice, CancellationToken cancellationToken) =>
        BatchesBlob(job, slice).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Deletes the slices of a job, if it has any.</summary>
    public async Task DeleteAsync(string job, CancellationToken cancellationToken)
    {
        await foreach (BlobItem blob in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, job + "/", cancellationToken))
            await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
    }

    private BlobClient BatchesBlob(string job, int slice) =>
        _container.GetBlobClient($"{job}/{slice.ToString("D6", CultureInfo.InvariantCulture)}-batches");

    private BlobClient Blob(string job, int slice) => _container.GetBlobClient($"{job}/{slice.ToString("D6", CultureInfo.InvariantCulture)}");
}
