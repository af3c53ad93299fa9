using System.Security.Cryptography;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>Open Telekom Cloud's object storage through its S3-compatible API: uploads in parts, and what belongs to them.</summary>
/// <remarks>
/// Every method throws <see cref="CloudException"/>. NotFound: the bucket, the object or the upload. Forbidden: the key, the signature, or the
/// clock is more than 15 minutes off. Kind Unknown: look (<see cref="ListPartsAsync"/>, <see cref="FindAsync"/>) before a repeat.
/// </remarks>
public sealed class ObsClient
{
    private readonly CloudSender _sender;
    private readonly UploadSender _uploads;
    private readonly OpenStackTimeouts _timeouts;

    /// <param name="http">Must have no time-out of its own; its handler must not follow redirects and decides which addresses may be reached.</param>
    public ObsClient(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
    {
        if (http.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException("The HttpClient's Timeout must be infinite: every call has its own limit.", nameof(http));
        }

        _timeouts = timeouts ?? new OpenStackTimeouts();
        _sender = new CloudSender(http, time);
        _uploads = new UploadSender(_sender, time, _timeouts.UploadStall, _timeouts.UploadAnswer);
    }

    /// <summary>Begins an upload in parts. Each call begins another one, so look for one that is open first.</summary>
    /// <returns>The upload's id.</returns>
    public Task<string> BeginUploadAsync(ObsBucket bucket, string key, CancellationToken cancellation)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = bucket.Name, Key = key };
        return AskAsync(bucket, Call(bucket, "begin upload", true), "InitiateMultipartUploadResult", async s3 =>
            Required((await s3.InitiateMultipartUploadAsync(request, cancellation)).UploadId));
    }

    /// <summary>The uploads of an object that are neither complete nor aborted; at most 1,000.</summary>
    public Task<IReadOnlyList<string>> ListUploadsAsync(ObsBucket bucket, string key, CancellationToken cancellation)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = key };
        return AskAsync<IReadOnlyList<string>>(bucket, Call(bucket, "list uploads", false), "ListMultipartUploadsResult", async s3 =>
            [.. ((await s3.ListMultipartUploadsAsync(request, cancellation)).MultipartUploads ?? [])
                .Where(upload => upload.Key == key)
                .Select(upload => Required(upload.UploadId))]);
    }

    /// <summary>Sends one part, in constant memory; one that was sent before is replaced.</summary>
    /// <param name="bucket">Where to.</param>
    /// <param name="key">The object.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="number">1 to 10,000.</param>
    /// <param name="data">Exactly <paramref name="length"/> bytes. What its reads throw is thrown as it is.</param>
    /// <param name="length">Bytes: 100 KB to 5 GB, the last part less.</param>
    /// <param name="sent">Told the bytes sent so far.</param>
    /// <param name="cancellation">Ends the upload.</param>
    /// <exception cref="CloudException">DigestMismatch: the storage has other bytes than were sent.</exception>
    public async Task<ObsPart> PutPartAsync(
        ObsBucket bucket, string key, string uploadId, int number, Stream data, long length, IProgress<long> sent, CancellationToken cancellation)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        await using var hashed = new DigestStream(data, md5);
        var request = new UploadPartRequest
        {
            BucketName = bucket.Name,
            Key = key,
            UploadId = uploadId,
            PartNumber = number,
            PartSize = length,
            InputStream = hashed,
            UseChunkEncoding = false,
            DisablePayloadSigning = true,
            DisableDefaultChecksumValidation = true,
        };
        var call = Call(bucket, $"put part {number}", true);
        var etag = await AskAsync(
            bucket,
            call,
            null,
            async s3 =>
            {
                // The library's own media type, text/plain, is signed but not what is sent.
                s3.BeforeRequestEvent += (_, e) => ((WebServiceRequestEventArgs)e).Headers["Content-Type"] = UploadSender.MediaType;
                return (await s3.UploadPartAsync(request, cancellation)).ETag;
            },
            (signed, stop) => _uploads.SendAsync(signed, call, hashed, length, sent, stop));
        var expected = Convert.ToHexStringLower(md5.GetHashAndReset());
        return Plain(etag) == expected
            ? new ObsPart(number, expected, length)
            : throw new CloudException(CloudErrorKind.Transient, CloudErrorCode.DigestMismatch, $"{call.Name}: the storage has other bytes than were sent.", 200);
    }

    /// <summary>The parts that an upload has, by number; null where there is no such upload.</summary>
    public async Task<IReadOnlyList<ObsPart>?> ListPartsAsync(ObsBucket bucket, string key, string uploadId, CancellationToken cancellation)
    {
        List<ObsPart> parts = [];
        var request = new ListPartsRequest { BucketName = bucket.Name, Key = key, UploadId = uploadId };
        int before;
        do
        {
            before = parts.Count;
            var page = await OrNullAsync(AskAsync(bucket, Call(bucket, "list parts", false), "ListPartsResult", async s3 =>
            {
                var answer = await s3.ListPartsAsync(request, cancellation);
                parts.AddRange((answer.Parts ?? []).Select(part =>
                    new ObsPart(Required(part.PartNumber), Required(part.ETag).Trim('"'), Required(part.Size))));
                request.PartNumberMarker = answer.IsTruncated == true ? $"{Required(answer.NextPartNumberMarker)}" : null;
                return answer;
            }));
            if (page is null) return null;
        }
        while (request.PartNumberMarker is not null && parts.Count > before);

        return [.. parts.OrderBy(part => part.Number)];
    }

    /// <summary>Makes the object of its parts. NotFound: the upload is complete or aborted already.</summary>
    public Task CompleteUploadAsync(
        ObsBucket bucket, string key, string uploadId, IEnumerable<ObsPart> parts, CancellationToken cancellation)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = key,
            UploadId = uploadId,
            PartETags = [.. parts.OrderBy(part => part.Number).Select(part => new PartETag(part.Number, $"\"{part.ETag}\""))],
        };

        // S3 answers 200 before it knows, and then says in the body how it went.
        return AskAsync(bucket, Call(bucket, "complete upload", true), "CompleteMultipartUploadResult", async s3 =>
            Required((await s3.CompleteMultipartUploadAsync(request, cancellation)).ETag));
    }

    /// <summary>Drops an upload with its parts; false where there is no such upload.</summary>
    public async Task<bool> AbortUploadAsync(ObsBucket bucket, string key, string uploadId, CancellationToken cancellation)
    {
        var request = new AbortMultipartUploadRequest { BucketName = bucket.Name, Key = key, UploadId = uploadId };
        return await OrNullAsync(AskAsync(
            bucket, Call(bucket, "abort upload", true), null, s3 => s3.AbortMultipartUploadAsync(request, cancellation))) is not null;
    }

    /// <summary>The object; null where there is none.</summary>
    public Task<ObsObject?> FindAsync(ObsBucket bucket, string key, CancellationToken cancellation)
    {
        var request = new GetObjectMetadataRequest { BucketName = bucket.Name, Key = key };
        return OrNullAsync(AskAsync(bucket, Call(bucket, "read object", false), null, async s3 =>
        {
            var answer = await s3.GetObjectMetadataAsync(request, cancellation);
            return new ObsObject(answer.Headers.ContentLength is >= 0 and var size ? size : null, Plain(answer.ETag));
        }));
    }

    /// <summary>Deletes the object; none there is no error.</summary>
    public Task DeleteAsync(ObsBucket bucket, string key, CancellationToken cancellation)
    {
        var request = new DeleteObjectRequest { BucketName = bucket.Name, Key = key };
        return OrNullAsync(AskAsync(bucket, Call(bucket, "delete object", true), null, s3 => s3.DeleteObjectAsync(request, cancellation)));
    }

    private static async Task<T?> OrNullAsync<T>(Task<T> ask)
        where T : class
    {
        try
        {
            return await ask;
        }
        catch (CloudException error) when (error.Status == 404)
        {
            return null;
        }
    }

    private static string? Plain(string? etag) => etag?.Trim('"').ToLowerInvariant();

    private static string Required(string? text) => text is { Length: > 0 } ? text : throw new FormatException("A text is missing.");

    private static T Required<T>(T? number)
        where T : struct => number ?? throw new FormatException("A number is missing.");

    private async Task<T> AskAsync<T>(
        ObsBucket bucket,
        CloudCall call,
        string? root,
        Func<AmazonS3Client, Task<T>> ask,
        Func<HttpRequestMessage, CancellationToken, Task<CloudAnswer>>? send = null)
    {
        var connection = new ObsConnection(bucket, root, send ?? ((request, stop) => _sender.SendAsync(request, call, stop)));
        try
        {
            using var s3 = bucket.Open(connection);
            return await ask(s3);
        }
        catch (Exception error) when (
            (connection.Answer is not null || !connection.IsUsed)
            && error is AmazonClientException or XmlException or FormatException or OverflowException or ArgumentException)
        {
            // told without the library's words: they quote what was sent and received
            throw connection.Answer is { } answer
                ? new CloudException(
                    call.Changes ? CloudErrorKind.Unknown : CloudErrorKind.Permanent,
                    CloudErrorCode.BadAnswer,
                    $"{call.Name}: the answer {(int)answer.Status} is not what S3 promises.",
                    (int)answer.Status)
                : new CloudException(
                    CloudErrorKind.Permanent, CloudErrorCode.BadRequest, $"{call.Name}: the bucket's name, its region or its key has a form that S3 does not know.");
        }
    }

    private CloudCall Call(ObsBucket bucket, string name, bool changes) => new($"OBS: {name}", changes, _timeouts.Request, [bucket.Secret]);
}
