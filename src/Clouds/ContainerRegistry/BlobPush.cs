using System.Net;
using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>
/// Brings one blob into a repository: skips one that is there, takes it from another repository, or sends it, small ones whole and large
/// ones in chunks, going on where an earlier attempt ended.
/// </summary>
/// <param name="chunkSize">Bytes of a chunk; a smaller blob is sent whole.</param>
public sealed class BlobPush(RegistryClient registry, long chunkSize = BlobPush.DefaultChunkSize)
{
    /// <summary>8 MiB: what is sent again after a lost connection, and what a cancelled upload may still send.</summary>
    public const long DefaultChunkSize = 8 << 20;

    /// <summary>Pushes the blob; safe to repeat.</summary>
    /// <param name="session">The repository.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="from">Another repository of the registry that may have it; null for none.</param>
    /// <param name="resume">The location of an earlier attempt's upload; null for none.</param>
    /// <param name="remember">Told every new location of the upload, and null when there is none any more, before anything follows.</param>
    /// <param name="progress">Told the bytes that the registry has.</param>
    /// <param name="cancellation">
    /// Cancelled, a chunk that is under way may still end, for <see cref="RegistryTimeouts.ChunkGrace"/>, so that the upload can be ended.
    /// </param>
    /// <exception cref="CloudException">
    /// Transient and Unknown: repeat, with the last location. DigestMismatch: the registry had other bytes; a repeat begins anew.
    /// </exception>
    public async Task PushAsync(
        RegistrySession session,
        RegistryBlob blob,
        RepositoryName? from,
        Uri? resume,
        Func<Uri?, Task> remember,
        IProgress<long> progress,
        CancellationToken cancellation)
    {
        var isThere = await registry.HasBlobAsync(session, blob.Digest, cancellation);
        var upload = isThere || resume is null ? null : await registry.FindUploadAsync(session, resume, cancellation);
        if (upload is null && !isThere)
        {
            upload = await registry.StartUploadAsync(session, blob.Digest, from, cancellation);
        }

        if (upload is not null)
        {
            await remember(upload.Location);
            await SendAsync(session, upload, blob, remember, progress, cancellation);
        }

        await remember(null);
        progress.Report(blob.Size);
    }

    private async Task SendAsync(
        RegistrySession session, RegistryUpload upload, RegistryBlob blob, Func<Uri?, Task> remember, IProgress<long> progress, CancellationToken cancellation)
    {
        if (upload.Offset > blob.Size)
        {
            await registry.CancelUploadAsync(session, upload.Location, cancellation);
            await remember(null);
            throw new CloudException(CloudErrorKind.Transient, CloudErrorCode.DigestMismatch, "Registry: the upload has more bytes than the blob.");
        }

        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, registry.Time);
        await using var onCancel = cancellation.Register(() => grace.CancelAfter(registry.Timeouts.ChunkGrace));
        try
        {
            upload = await SendChunksAsync(session, upload, blob, remember, progress, grace.Token, cancellation);
            await registry.CompleteUploadAsync(session, upload, blob, progress, grace.Token);
        }
        catch (CloudException error) when (error.Code == CloudErrorCode.DigestMismatch || error.Status is 400 or 404 or 416)
        {
            // DIGEST_INVALID, BLOB_UPLOAD_UNKNOWN and their kin: this upload will never be the blob, another may
            await registry.CancelUploadAsync(session, upload.Location, cancellation);
            await remember(null);
            throw new CloudException(CloudErrorKind.Transient, CloudErrorCode.DigestMismatch, error.Message, error.Status);
        }
    }

    private async Task<RegistryUpload> SendChunksAsync(
        RegistrySession session,
        RegistryUpload upload,
        RegistryBlob blob,
        Func<Uri?, Task> remember,
        IProgress<long> progress,
        CancellationToken grace,
        CancellationToken cancellation)
    {
        long lastLoss = -1;
        while (blob.Size - upload.Offset > Math.Max(chunkSize, upload.LeastChunk))
        {
            var length = Math.Max(chunkSize, upload.LeastChunk);
            try
            {
                upload = await registry.SendChunkAsync(session, upload, blob, length, progress, grace);
            }
            catch (CloudException error) when (upload.Offset == 0 && RefusesChunks(error))
            {
                return upload;
            }
            catch (CloudException error) when (upload.Offset > lastLoss && IsLoss(error))
            {
                lastLoss = upload.Offset;
                if (await registry.FindUploadAsync(session, upload.Location, cancellation) is not { } found)
                {
                    throw;
                }

                upload = found;
            }

            await remember(upload.Location);
            cancellation.ThrowIfCancellationRequested();
        }

        return upload;
    }

    /// <summary>Chunks are an option of the specification's earlier texts; the whole blob in one PUT is not.</summary>
    private static bool RefusesChunks(CloudException error) =>
        error.Status is (int)HttpStatusCode.MethodNotAllowed or (int)HttpStatusCode.NotImplemented or (int)HttpStatusCode.UnsupportedMediaType;

    private static bool IsLoss(CloudException error) =>
        error.Kind != CloudErrorKind.Permanent && error.Code is CloudErrorCode.ConnectionLost or CloudErrorCode.TimedOut or CloudErrorCode.Stalled;
}
