using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ImagePublishFunctions.Http;

/// <summary>
/// A refusal as problem details (RFC 9457), the error shape of this product's own resources. Two members extend it: <c>code</c>, a stable
/// identifier, and <c>field</c>, what of the request is wrong, where it is one thing.
/// </summary>
public sealed class ProblemResult(RefusalException refusal) : IResult
{
    private const string ContentType = "application/problem+json";

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpRequest request = httpContext.Request;
        HttpResponse response = httpContext.Response;
        response.StatusCode = refusal.Status;
        response.ContentType = ContentType;
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Basic realm=\"images\", charset=\"UTF-8\"";

        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("type", "about:blank");
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(refusal.Status));
        json.WriteNumber("status", refusal.Status);
        json.WriteString("detail", refusal.Message);
        json.WriteString("instance", (request.PathBase + request.Path).ToUriComponent());
        json.WriteString("code", refusal.Code);
        if (refusal.Field is { } field) json.WriteString("field", field);
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
