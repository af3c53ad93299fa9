using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Blob container share-matrices: the pairs of shares that are too many for a message, a blob each, as <see cref="MatrixReader"/> reads
/// them. Whoever sends the message writes the blob; those of retries are written here and stand under <c>retries/</c>.
/// </summary>
public sealed class ShareMatrices(BlobServiceClient blobs)
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient("share-matrices");

    /// <summary>Makes the container when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Opens a matrix for one pass from front to back in constant memory; null when there is none.</summary>
    public async Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadStreamingResult result = await _container.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellationToken);
            return result.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Writes pairs as a matrix and returns how many they were.</summary>
    public async Task<int> WriteAsync(string name, IAsyncEnumerable<SharePair> pairs, CancellationToken cancellationToken)
    {
        int count = 0;
        await using Stream stream = await _container.GetBlobClient(name).OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        await foreach (SharePair pair in pairs.WithCancellation(cancellationToken))
        {
            await writer.WriteLineAsync($"{pair.ImageId},\"{pair.ProjectId.Replace("\"", "\"\"", StringComparison.Ordinal)}\"".AsMemory(), cancellationToken);
            count++;
        }

        return count;
    }
}
