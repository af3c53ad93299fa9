using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ImagePublishFunctions.Clouds;

/// <summary>An answer read whole: status, headers, and a body within the sender's limit.</summary>
internal sealed class CloudAnswer(
    CloudCall call, HttpStatusCode status, HttpResponseHeaders headers, byte[] body, bool bodyIsCut, string? contentType, long? contentLength)
{
    public CloudCall Call => call;

    public HttpStatusCode Status => status;

    public HttpResponseHeaders Headers => headers;

    public byte[] Body => body;

    /// <summary>The media type without parameters; null where there is none.</summary>
    public string? ContentType => contentType;

    /// <summary>Bytes that the answer has, or to a HEAD would have; null where it does not say.</summary>
    public long? ContentLength => contentLength;

    public bool IsSuccess => (int)status is >= 200 and <= 299;

    /// <summary>Reads the JSON object of a success; <paramref name="read"/> may throw what JsonElement throws.</summary>
    /// <exception cref="CloudException">BadAnswer: not JSON, not the promised shape, or over the limit.</exception>
    public T ReadJson<T>(Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(ReadBody());
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            throw Bad(body.Length == 0 ? "an empty body" : "a body that is not JSON");
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Bad("JSON without what the API promises");
        }
    }

    /// <summary>The whole body of a success.</summary>
    /// <exception cref="CloudException">BadAnswer: over the limit.</exception>
    public byte[] ReadBody() => bodyIsCut ? throw Bad("more than the limit for an answer") : body;

    /// <summary>A success status tells that a change was made, although the answer can't be read.</summary>
    private CloudException Bad(string what) => new(
        call.Changes ? CloudErrorKind.Unknown : CloudErrorKind.Permanent,
        CloudErrorCode.BadAnswer,
        $"{call.Name}: the answer {(int)status} has {what}.",
        (int)status);
}
