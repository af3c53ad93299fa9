using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>
/// A refusal as a <c>uforgeError</c>. Every field is present: hammr concatenates status code, method, URI and message without looking for
/// null. The URI is relative to <c>/api</c> and has no query, since a query may hold a signature.
/// </summary>
/// <param name="refusal">What is refused and why.</param>
/// <param name="time">Gives the timestamp.</param>
public sealed class UForgeErrorResult(RefusalException refusal, TimeProvider time) : IResult
{
    private const string BasePath = "/api";

    /// <summary>A 401 says how to authenticate (RFC 9110 §15.5.2).</summary>
    private const string Challenge = "Basic realm=\"UForge\", charset=\"UTF-8\"";

    /// <summary>Writes the answer.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        UForgeFormat format = UForgeFormats.Negotiate(httpContext.Request.Headers.Accept);
        byte[] bytes = UForgeWriter.Write(CreateBody(httpContext.Request), format);
        response.StatusCode = refusal.Status;
        response.ContentType = format.MediaType();
        response.ContentLength = bytes.Length;
        response.Headers.Vary = HeaderNames.Accept;
        if (refusal.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = Challenge;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    private UForgeObject CreateBody(HttpRequest request)
    {
        request.Path.StartsWithSegments(BasePath, StringComparison.OrdinalIgnoreCase, out PathString path);
        if (!path.HasValue) path = request.Path;
        return new UForgeObject("UForgeError")
        {
            ["localizedErrorMsg"] = new UForgeObject("LocalizedMessage")
            {
                ["message"] = refusal.Message,
                ["messageId"] = refusal.Code,
                ["parameters"] = refusal.Field is { } field ? new[] { field } : [],
            },
            ["requestMethod"] = request.Method,
            ["requestUri"] = path.ToUriComponent().TrimStart('/'),
            ["statusCode"] = refusal.Status,
            ["timestamp"] = time.GetUtcNow(),
        };
    }
}
