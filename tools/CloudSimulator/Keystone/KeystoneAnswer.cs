using System.Text.Json;

namespace CloudSimulator.Keystone;

/// <summary>Requests and errors in Keystone's shapes.</summary>
internal static class KeystoneAnswer
{
    private const string Malformed = " The server could not comply with the request since it is either malformed or otherwise incorrect."
        + " The client is assumed to be in error.";

    private const string NotFoundPage = """
        <!doctype html>
        <html lang=en>
        <title>404 Not Found</title>
        <h1>Not Found</h1>
        <p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>

        """;

    /// <summary>The answer for a body that <paramref name="answer"/> takes, else 400.</summary>
    public static async Task<IResult> ForAsync(HttpRequest request, Func<JsonElement, IResult> answer)
    {
        if (request.ContentType is { } type && !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return BadRequest("Expecting to find application/json in Content-Type header.");
        }

        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            return answer(body.RootElement.GetProperty("auth"));
        }
        catch (JsonException)
        {
            return BadRequest("Expecting to find valid JSON in request body.");
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException)
        {
            return BadRequest("Expecting to find auth in request body.");
        }
    }

    public static IResult Unauthorized(HttpResponse response, Uri keystone)
    {
        response.Headers.WWWAuthenticate = $"Keystone uri=\"{keystone}v3\"";
        return Error(401, "The request you have made requires authentication.", "Unauthorized");
    }

    public static IResult NotFound() => Results.Content(NotFoundPage, "text/html; charset=utf-8", statusCode: 404);

    public static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    public static IResult Error(int code, string message, string title) =>
        Results.Json(new { error = new { code, message, title } }, statusCode: code);

    private static IResult BadRequest(string message) => Error(400, message + Malformed, "Bad Request");
}
