using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Blob container share-matrices: the pairs of shares that are too many for a message, a blob each, as <see cref="MatrixReader"/> reads
/// them. Those of a user stand below the user's login: <c>guest/tenants.csv</c> is what guest's share calls <c>tenants.csv</c>.
/// </summary>
public sealed class ShareMatrices(BlobServiceClient blobs)
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient("share-matrices");

    /// <summary>Makes the container when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Opens a matrix of a user for one pass from front to back in constant memory; null when the user has none of that name.</summary>
    public async Task<Stream?> OpenAsync(JobOwner owner, string name, CancellationToken cancellationToken)
    {
        // A login may be all dots, which would lead out of its folder.
        if (owner.Login is not { } login || login.All(c => c == '.')) return null;
        try
        {
            BlobDownloadStreamingResult result =
                await _container.GetBlobClient($"{login}/{name}").DownloadStreamingAsync(cancellationToken: cancellationToken);
            return result.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }
}
