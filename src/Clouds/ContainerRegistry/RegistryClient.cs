using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>A registry of container images by the OCI distribution specification, version 1.0 and 1.1.</summary>
/// <remarks>Every method throws <see cref="CloudException"/>. An authorization that expired is renewed without a word.</remarks>
public sealed partial class RegistryClient
{
    private readonly CloudSender _sender;
    private readonly UploadSender _uploads;
    private readonly RegistrySender _registry;

    /// <param name="http">
    /// Must have no time-out of its own, since it would cut long uploads; its handler must not follow redirects and decides which
    /// addresses may be reached.
    /// </param>
    public RegistryClient(HttpClient http, TimeProvider time, RegistryTimeouts? timeouts = null)
    {
        if (http.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException("The HttpClient's Timeout must be infinite: every call has its own limit.", nameof(http));
        }

        Time = time;
        Timeouts = timeouts ?? new RegistryTimeouts();
        _sender = new CloudSender(http, time);
        _uploads = new UploadSender(_sender, time, Timeouts.UploadStall, Timeouts.UploadAnswer);
        _registry = new RegistrySender(_sender, time);
    }

    internal RegistryTimeouts Timeouts { get; }

    internal TimeProvider Time { get; }

    /// <summary>Checks that there is a registry and that it takes the login.</summary>
    /// <exception cref="CloudException">NotFound: there is none.</exception>
    public Task PingAsync(RegistrySession session, CancellationToken cancellation) =>
        SendAsync(session, HttpMethod.Get, new Uri(session.Endpoint.AbsoluteUri.TrimEnd('/') + "/v2/"), Pushing(session), "ping", cancellation);

    /// <summary>True when the repository has the blob.</summary>
    public async Task<bool> HasBlobAsync(RegistrySession session, ContentDigest digest, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            session, HttpMethod.Head, Url(session, $"blobs/{digest}"), Pushing(session), "look for blob", cancellation, IsNotFound);
        return answer.IsSuccess;
    }

    /// <summary>Begins an upload, or has the registry take the blob from another repository.</summary>
    /// <param name="session">The repository.</param>
    /// <param name="digest">The blob.</param>
    /// <param name="from">A repository that may have it; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The upload; null when the repository has the blob now.</returns>
    public async Task<RegistryUpload?> StartUploadAsync(
        RegistrySession session, ContentDigest digest, RepositoryName? from, CancellationToken cancellation)
    {
        var mount = from is null ? "" : $"?mount={Uri.EscapeDataString(digest.Text)}&from={Uri.EscapeDataString(from.Text)}";
        var scope = from is null ? Pushing(session) : $"{Pushing(session)} repository:{from}:pull";
        var url = Url(session, $"blobs/uploads/{mount}");
        var answer = await SendAsync(session, HttpMethod.Post, url, scope, "begin upload", cancellation);
        return answer.Status == HttpStatusCode.Created && from is not null ? null : Upload(session, url, answer, 0);
    }

    /// <summary>What the registry has of an upload; null when it knows no such upload any more.</summary>
    public async Task<RegistryUpload?> FindUploadAsync(RegistrySession session, Uri location, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            session, HttpMethod.Get, location, Pushing(session), "look at upload", cancellation, status => IsNotFound(status) || status == HttpStatusCode.BadRequest);
        return answer.IsSuccess ? Upload(session, location, answer, ReadRange(answer)) : null;
    }

    /// <summary>Sends the next bytes of an upload.</summary>
    public async Task<RegistryUpload> SendChunkAsync(
        RegistrySession session, RegistryUpload upload, RegistryBlob blob, long length, IProgress<long> sent, CancellationToken cancellation)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"{upload.Offset}-{upload.Offset + length - 1}");
        var answer = await SendContentAsync(
            session, HttpMethod.Patch, upload.Location, "send blob", blob, upload.Offset, length, new Sum(sent, upload.Offset), range, cancellation);
        var next = Upload(session, upload.Location, answer, upload.Offset + length);
        return next with { LeastChunk = Math.Max(next.LeastChunk, upload.LeastChunk) };
    }

    /// <summary>Sends what is missing of a blob, if anything, and has the registry check its digest.</summary>
    /// <exception cref="CloudException">DigestMismatch: the registry has other bytes.</exception>
    public async Task CompleteUploadAsync(
        RegistrySession session, RegistryUpload upload, RegistryBlob blob, IProgress<long> sent, CancellationToken cancellation)
    {
        var query = upload.Location.Query.Length > 1 ? upload.Location.Query + "&" : "?";
        var url = new UriBuilder(upload.Location) { Query = $"{query}digest={Uri.EscapeDataString(blob.Digest.Text)}" }.Uri;
        var answer = await SendContentAsync(
            session, HttpMethod.Put, url, "complete blob", blob, upload.Offset, blob.Size - upload.Offset, new Sum(sent, upload.Offset), null, cancellation);
        Compare(answer, blob.Digest, "complete blob");
    }

    /// <summary>Ends an upload without a blob; false when the registry knows no such upload any more.</summary>
    public async Task<bool> CancelUploadAsync(RegistrySession session, Uri location, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            session, HttpMethod.Delete, location, Pushing(session), "cancel upload", cancellation, status => IsNotFound(status) || status == HttpStatusCode.BadRequest);
        return answer.IsSuccess;
    }

    /// <summary>The digest of a manifest by tag or digest; null when there is none.</summary>
    public async Task<ContentDigest?> FindManifestAsync(RegistrySession session, string reference, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            session, HttpMethod.Head, ManifestUrl(session, reference), Pushing(session), "look for manifest", cancellation, IsNotFound);
        if (!answer.IsSuccess)
        {
            return null;
        }

        return DigestOf(answer) ?? (await GetManifestAsync(session, reference, cancellation))?.Digest;
    }

    /// <summary>A manifest by tag or digest; null when there is none.</summary>
    public async Task<RegistryManifest?> GetManifestAsync(RegistrySession session, string reference, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            session, HttpMethod.Get, ManifestUrl(session, reference), Pushing(session), "read manifest", cancellation, IsNotFound);
        return answer.IsSuccess ? new RegistryManifest(answer.ContentType ?? "", answer.ReadBody()) : null;
    }

    /// <summary>Puts a manifest under a tag or its digest; a repeat changes nothing.</summary>
    /// <exception cref="CloudException">DigestMismatch: the registry stored something else.</exception>
    public async Task PutManifestAsync(
        RegistrySession session, string reference, string mediaType, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var url = ManifestUrl(session, reference);
        var call = Call(session, "put manifest", changes: true);
        var answer = await _registry.SendAsync(session, Pushing(session), url, call, SendAsync, cancellation);
        Compare(answer, ContentDigest.Of(content.Span), "put manifest");

        async Task<CloudAnswer> SendAsync(AuthenticationHeaderValue? authorization)
        {
            using var request = Request(HttpMethod.Put, url, authorization);
            request.Content = new ReadOnlyMemoryContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
            return await _sender.SendAsync(request, call, cancellation, IsUnauthorized);
        }
    }

    /// <summary>Deletes a manifest with every tag that points to it; false when it was not there.</summary>
    /// <exception cref="CloudException">NotDeletable: the registry permits no deletion.</exception>
    public async Task<bool> DeleteManifestAsync(RegistrySession session, ContentDigest digest, CancellationToken cancellation)
    {
        var answer = await SendAsync(
            session,
            HttpMethod.Delete,
            ManifestUrl(session, digest.Text),
            $"repository:{session.Repository}:pull,push,delete",
            "delete manifest",
            cancellation,
            status => IsNotFound(status) || status == HttpStatusCode.MethodNotAllowed);
        return answer.Status != HttpStatusCode.MethodNotAllowed
            ? answer.IsSuccess
            : throw new CloudException(
                CloudErrorKind.Permanent, CloudErrorCode.NotDeletable, "Registry: delete manifest: 405, the registry permits no deletion.", 405);
    }

    private static bool IsNotFound(HttpStatusCode status) => status is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    private static bool IsUnauthorized(HttpStatusCode status) => status == HttpStatusCode.Unauthorized;

    private static string Pushing(RegistrySession session) => $"repository:{session.Repository}:pull,push";

    private static Uri Url(RegistrySession session, string relative) =>
        new($"{session.Endpoint.AbsoluteUri.TrimEnd('/')}/v2/{session.Repository}/{relative}");

    private static Uri ManifestUrl(RegistrySession session, string reference) => Url(session, $"manifests/{reference}");

    private static HttpRequestMessage Request(HttpMethod method, Uri url, AuthenticationHeaderValue? authorization)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = authorization;
        return request;
    }

    private static ContentDigest? DigestOf(CloudAnswer answer) =>
        answer.Headers.TryGetValues("Docker-Content-Digest", out var values) && ContentDigest.TryParse(values.First(), out var digest) ? digest : null;

    private static void Compare(CloudAnswer answer, ContentDigest expected, string what)
    {
        if (DigestOf(answer) is { } stored && stored != expected)
        {
            throw new CloudException(
                CloudErrorKind.Permanent, CloudErrorCode.DigestMismatch, $"Registry: {what}: it stored {stored} instead of {expected}.", (int)answer.Status);
        }
    }

    /// <summary>The Location may name another host, which is then shown no authorization; https never becomes http.</summary>
    private static RegistryUpload Upload(RegistrySession session, Uri asked, CloudAnswer answer, long offset)
    {
        var location = answer.Headers.Location is { } given ? new Uri(asked, given) : asked;
        if (location.UserInfo.Length > 0 || (location.Scheme != Uri.UriSchemeHttps && location.Scheme != session.Endpoint.Scheme))
        {
            throw new CloudException(CloudErrorKind.Permanent, CloudErrorCode.BadAnswer, $"{answer.Call.Name}: the registry sends the upload to a place that is not called.");
        }

        var least = answer.Headers.TryGetValues("OCI-Chunk-Min-Length", out var values)
            && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
        return new RegistryUpload(location, offset, least);
    }

    /// <summary>0-0 means nothing or one byte: registries can't tell the two apart, and nothing is what is sent again.</summary>
    private static long ReadRange(CloudAnswer answer) =>
        answer.Headers.TryGetValues("Range", out var values) && RangeEnd().Match(values.First()) is { Success: true } match
        && long.TryParse(match.Groups["end"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var end) && end > 0
            ? end + 1
            : 0;

    [GeneratedRegex("^(bytes=)?0-(?<end>[0-9]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RangeEnd();

    private Task<CloudAnswer> SendAsync(
        RegistrySession session, HttpMethod method, Uri url, string scope, string name, CancellationToken cancellation, Func<HttpStatusCode, bool>? expected = null)
    {
        var call = Call(session, name, changes: method != HttpMethod.Get && method != HttpMethod.Head);
        return _registry.SendAsync(session, scope, url, call, SendAsync, cancellation);

        async Task<CloudAnswer> SendAsync(AuthenticationHeaderValue? authorization)
        {
            using var request = Request(method, url, authorization);
            if (!call.Changes)
            {
                request.Headers.Accept.ParseAdd(string.Join(", ", ContainerMediaType.Manifests));
            }

            return await _sender.SendAsync(request, call, cancellation, status => IsUnauthorized(status) || expected?.Invoke(status) == true);
        }
    }

    private Task<CloudAnswer> SendContentAsync(
        RegistrySession session,
        HttpMethod method,
        Uri url,
        string name,
        RegistryBlob blob,
        long offset,
        long length,
        IProgress<long> sent,
        string? range,
        CancellationToken cancellation)
    {
        var call = Call(session, name, changes: true);
        return _registry.SendAsync(session, Pushing(session), url, call, SendAsync, cancellation);

        async Task<CloudAnswer> SendAsync(AuthenticationHeaderValue? authorization)
        {
            await using var data = length > 0 ? await blob.OpenAsync(offset, length, cancellation) : Stream.Null;
            using var request = Request(method, url, authorization);
            return await _uploads.SendAsync(request, call, data, length, sent, cancellation, range, IsUnauthorized);
        }
    }

    private CloudCall Call(RegistrySession session, string name, bool changes) =>
        new($"Registry: {name}", changes, Timeouts.Request, session.Secrets);

    private sealed class Sum(IProgress<long> whole, long before) : IProgress<long>
    {
        public void Report(long value) => whole.Report(before + value);
    }
}
