using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImagePublishFunctions.Http.ImageSharing;

/// <summary>An answer of the cloud's image service on its way to the caller: streamed, with the headers that are listed here and no others.</summary>
internal sealed class PassedThrough(HttpResponseMessage answer, LinkRewriter links, TimeSpan limit, TimeProvider time) : IResult
{
    private static readonly string[] Headers =
        ["X-Openstack-Request-Id", "WWW-Authenticate", "Allow", "Accept-Patch", "Retry-After", "Vary", "OpenStack-image-import-methods", "OpenStack-image-store-ids"];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using HttpResponseMessage disposed = answer;
        HttpResponse response = httpContext.Response;
        response.StatusCode = (int)answer.StatusCode;
        if (answer.ReasonPhrase is { Length: > 0 } reason) httpContext.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;
        response.ContentType = answer.Content.Headers.ContentType?.ToString();
        foreach (string name in Headers)
        {
            if (answer.Headers.TryGetValues(name, out IEnumerable<string>? values) || answer.Content.Headers.TryGetValues(name, out values))
                response.Headers[name] = values.ToArray();
        }

        if (answer.Headers.Location is { } location) response.Headers.Location = links.Rewrite(location.OriginalString);
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, httpContext.RequestAborted);
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(either.Token);
            await links.CopyAsync(body, response.Body, either.Token);
        }
        catch (Exception e) when (e is InvalidDataException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The status is sent: only a broken connection can tell the caller that the body is not whole.
            httpContext.Abort();
        }
    }
}
