using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>Open Telekom Cloud's object storage through its S3-compatible API: uploads in parts, and what belongs to them.</summary>
/// <remarks>
/// Every method throws <see cref="CloudException"/>. NotFound: the bucket, the object or the upload. Forbidden: the key, the signature, or the
/// clock is more than 15 minutes off. Kind Unknown: look (<see cref="ListPartsAsync"/>, <see cref="FindAsync"/>) before a repeat.
/// </remarks>
public sealed class ObsClient
{
    private static readonly string s_nothing = AwsSignature.Hash([]);

    private readonly CloudSender _sender;
    private readonly UploadSender _uploads;
    private readonly OpenStackTimeouts _timeouts;
    private readonly TimeProvider _time;

    /// <param name="http">Must have no time-out of its own; its handler must not follow redirects and decides which addresses may be reached.</param>
    public ObsClient(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
    {
        if (http.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException("The HttpClient's Timeout must be infinite: every call has its own limit.", nameof(http));
        }

        _time = time;
        _timeouts = timeouts ?? new OpenStackTimeouts();
        _sender = new CloudSender(http, time);
        _uploads = new UploadSender(_sender, time, _timeouts.UploadStall, _timeouts.UploadAnswer);
    }

    /// <summary>Begins an upload in parts. Each call begins another one, so look for one that is open first.</summary>
    /// <returns>The upload's id.</returns>
    public async Task<string> BeginUploadAsync(ObsBucket bucket, string key, CancellationToken cancellation)
    {
        var answer = await SendAsync(bucket, HttpMethod.Post, key, "uploads=", "begin upload", [], cancellation);
        return ObsXml.Read(answer, "InitiateMultipartUploadResult", root => ObsXml.Required(root, "UploadId"));
    }

    /// <summary>The uploads of an object that are neither complete nor aborted; at most 1,000.</summary>
    public async Task<IReadOnlyList<string>> ListUploadsAsync(ObsBucket bucket, string key, CancellationToken cancellation)
    {
        var answer = await SendAsync(bucket, HttpMethod.Get, "", $"uploads=&prefix={Uri.EscapeDataString(key)}", "list uploads", null, cancellation);
        return ObsXml.Read(answer, "ListMultipartUploadsResult", root => ObsXml.Children(root, "Upload")
            .Where(upload => ObsXml.Text(upload, "Key") == key)
            .Select(upload => ObsXml.Required(upload, "UploadId"))
            .ToList());
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
        var query = string.Create(CultureInfo.InvariantCulture, $"partNumber={number}&uploadId={Uri.EscapeDataString(uploadId)}");
        using var request = Request(bucket, HttpMethod.Put, key, query, AwsSignature.UnsignedPayload);
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        await using var hashed = new DigestStream(data, md5);
        var call = Call(bucket, $"put part {number}", HttpMethod.Put);
        var answer = await _uploads.SendAsync(request, call, hashed, length, sent, cancellation);
        var expected = Convert.ToHexStringLower(md5.GetHashAndReset());
        return ETagOf(answer) == expected
            ? new ObsPart(number, expected, length)
            : throw new CloudException(
                CloudErrorKind.Transient, CloudErrorCode.DigestMismatch, $"{call.Name}: the storage has other bytes than were sent.", (int)answer.Status);
    }

    /// <summary>The parts that an upload has, by number; null where there is no such upload.</summary>
    public async Task<IReadOnlyList<ObsPart>?> ListPartsAsync(ObsBucket bucket, string key, string uploadId, CancellationToken cancellation)
    {
        List<ObsPart> parts = [];
        string? marker = null;
        do
        {
            var after = marker is null ? "" : $"part-number-marker={Uri.EscapeDataString(marker)}&";
            var answer = await SendAsync(
                bucket, HttpMethod.Get, key, $"{after}uploadId={Uri.EscapeDataString(uploadId)}", "list parts", null, cancellation, IsNotFound);
            if (!answer.IsSuccess)
            {
                return null;
            }

            var before = parts.Count;
            marker = ObsXml.Read(answer, "ListPartsResult", root =>
            {
                parts.AddRange(ObsXml.Children(root, "Part").Select(ObsXml.Part));
                return ObsXml.Text(root, "IsTruncated") == "true" ? ObsXml.Required(root, "NextPartNumberMarker") : null;
            });
            marker = parts.Count > before ? marker : null;
        }
        while (marker is not null);

        return [.. parts.OrderBy(part => part.Number)];
    }

    /// <summary>Makes the object of its parts. NotFound: the upload is complete or aborted already.</summary>
    public async Task CompleteUploadAsync(
        ObsBucket bucket, string key, string uploadId, IEnumerable<ObsPart> parts, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            bucket,
            HttpMethod.Post,
            key,
            $"uploadId={Uri.EscapeDataString(uploadId)}",
            "complete upload",
            ObsXml.Complete(parts.OrderBy(part => part.Number)),
            cancellation);

        // S3 answers 200 before it knows, and then says in the body how it went.
        ObsXml.Read(answer, "CompleteMultipartUploadResult", root => ObsXml.Required(root, "ETag"));
    }

    /// <summary>Drops an upload with its parts; false where there is no such upload.</summary>
    public async Task<bool> AbortUploadAsync(ObsBucket bucket, string key, string uploadId, CancellationToken cancellation) =>
        (await SendAsync(
            bucket, HttpMethod.Delete, key, $"uploadId={Uri.EscapeDataString(uploadId)}", "abort upload", null, cancellation, IsNotFound)).IsSuccess;

    /// <summary>The object; null where there is none.</summary>
    public async Task<ObsObject?> FindAsync(ObsBucket bucket, string key, CancellationToken cancellation)
    {
        var answer = await SendAsync(bucket, HttpMethod.Head, key, "", "read object", null, cancellation, IsNotFound);
        return answer.IsSuccess ? new ObsObject(answer.ContentLength, ETagOf(answer)) : null;
    }

    /// <summary>Deletes the object; none there is no error.</summary>
    public Task DeleteAsync(ObsBucket bucket, string key, CancellationToken cancellation) =>
        SendAsync(bucket, HttpMethod.Delete, key, "", "delete object", null, cancellation, IsNotFound);

    private static bool IsNotFound(HttpStatusCode status) => status is HttpStatusCode.NotFound;

    private static string? ETagOf(CloudAnswer answer) => answer.Headers.ETag?.Tag.Trim('"').ToLowerInvariant();

    private async Task<CloudAnswer> SendAsync(
        ObsBucket bucket,
        HttpMethod method,
        string key,
        string query,
        string name,
        byte[]? body,
        CancellationToken cancellation,
        Func<HttpStatusCode, bool>? expected = null)
    {
        using var request = Request(bucket, method, key, query, body is null ? s_nothing : AwsSignature.Hash(body));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        }

        return await _sender.SendAsync(request, Call(bucket, name, method), cancellation, expected);
    }

    private HttpRequestMessage Request(ObsBucket bucket, HttpMethod method, string key, string query, string payloadHash)
    {
        var request = new HttpRequestMessage(method, bucket.UrlOf(key, query));
        request.Headers.Add("X-Amz-Content-Sha256", payloadHash);
        bucket.Signature.Sign(request, payloadHash, _time.GetUtcNow());
        return request;
    }

    private CloudCall Call(ObsBucket bucket, string name, HttpMethod method) =>
        new($"OBS: {name}", method != HttpMethod.Get && method != HttpMethod.Head, _timeouts.Request, [bucket.Secret]);
}
