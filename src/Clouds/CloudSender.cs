using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;

namespace ImagePublishFunctions.Clouds;

/// <summary>
/// Sends one request to a cloud, its body always with a length, reads at most <see cref="BodyLimit"/> bytes of the answer, and makes
/// a <see cref="CloudException"/> of everything that is not a success. Follows no redirects; the HttpClient's handler must not
/// follow them either.
/// </summary>
internal sealed class CloudSender(HttpClient http, TimeProvider time)
{
    /// <summary>Bytes of an answer that are read; more of a success is refused, more of an error is left unread.</summary>
    public const int BodyLimit = 1024 * 1024;

    /// <summary>Returns a success, or an error status for which <paramref name="expected"/> says that the caller handles it.</summary>
    public async Task<CloudAnswer> SendAsync(
        HttpRequestMessage request, CloudCall call, CancellationToken cancellation, Func<HttpStatusCode, bool>? expected = null)
    {
        using var limit = call.Limit is { } length ? new CancellationTokenSource(length, time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        CloudAnswer answer;
        try
        {
            if (request.Content is { Headers.ContentLength: null } content)
            {
                // A body without a length is sent in chunks, which uWSGI and mod_wsgi refuse or pass over: 411, or 400 for an empty body.
                await content.LoadIntoBufferAsync(either.Token);
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var (body, isCut) = await ReadAsync(response.Content, either.Token);
            var described = response.Content.Headers;
            answer = new CloudAnswer(
                call, response.StatusCode, response.Headers, body, isCut, described.ContentType?.MediaType, described.ContentLength);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new CloudException(
                AfterSending(call), CloudErrorCode.TimedOut, $"{call.Name}: no answer within {call.Limit!.Value.TotalSeconds:0} s.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw FromTransport(error, call, request.RequestUri!);
        }

        return answer.IsSuccess || expected?.Invoke(answer.Status) == true ? answer : throw FromStatus(answer);
    }

    private static async Task<(byte[] Body, bool IsCut)> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            if (body.Length + read > BodyLimit)
            {
                return (body.ToArray(), true);
            }

            body.Write(buffer, 0, read);
        }

        return (body.ToArray(), false);
    }

    private static CloudErrorKind AfterSending(CloudCall call) => call.Changes ? CloudErrorKind.Unknown : CloudErrorKind.Transient;

    private static CloudException FromTransport(Exception error, CloudCall call, Uri target)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is CloudException refusal)
            {
                return refusal;
            }
        }

        var peer = string.Create(CultureInfo.InvariantCulture, $"{target.Host}:{target.Port}");
        return (error as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError when error.InnerException is AuthenticationException => new CloudException(
                CloudErrorKind.Permanent,
                CloudErrorCode.TlsFailed,
                $"{call.Name}: the TLS certificate or protocol of {peer} is not accepted.")
            { Cause = TransportFault.Of(error) },
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError => new CloudException(
                CloudErrorKind.Transient, CloudErrorCode.ConnectionFailed, $"{call.Name}: no connection to {peer}{SocketReason(error)}.")
                { Cause = TransportFault.Of(error) },
            _ => new CloudException(
                AfterSending(call), CloudErrorCode.ConnectionLost, $"{call.Name}: the connection to {peer} broke{SocketReason(error)}.")
            { Cause = TransportFault.Of(error) },
        };
    }

    private static string SocketReason(Exception error) =>
        error.GetBaseException() is SocketException socket ? $" ({socket.SocketErrorCode})" : "";

    private CloudException FromStatus(CloudAnswer answer)
    {
        var status = (int)answer.Status;
        var (kind, code) = status switch
        {
            >= 300 and <= 399 => (CloudErrorKind.Permanent, CloudErrorCode.Redirected),
            401 => (CloudErrorKind.Transient, CloudErrorCode.TokenRejected),
            403 => (CloudErrorKind.Permanent, CloudErrorCode.Forbidden),
            404 or 410 => (CloudErrorKind.Permanent, CloudErrorCode.NotFound),
            408 => (AfterSending(answer.Call), CloudErrorCode.TimedOut),
            409 => (CloudErrorKind.Permanent, CloudErrorCode.Conflict),
            413 => (CloudErrorKind.Permanent, CloudErrorCode.TooLarge),
            429 => (CloudErrorKind.Transient, CloudErrorCode.TooManyRequests),
            503 => (CloudErrorKind.Transient, CloudErrorCode.ServerError),
            >= 500 => (AfterSending(answer.Call), CloudErrorCode.ServerError),
            _ => (CloudErrorKind.Permanent, CloudErrorCode.BadRequest),
        };
        (kind, code) = ImsErrors.Classify(answer, kind) ?? (kind, code);
        var said = code == CloudErrorCode.Redirected
            ? "redirects are not followed"
            : CloudText.FromErrorBody(answer.Body, answer.Call.Secrets);
        var message = said.Length == 0 ? $"{answer.Call.Name}: {status}" : $"{answer.Call.Name}: {status}, {said}";
        return new CloudException(kind, code, message, status, RetryAfter(answer.Headers), said.Length == 0 ? null : said);
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        var wait = headers.RetryAfter?.Delta ?? headers.RetryAfter?.Date - time.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
