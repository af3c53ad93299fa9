using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>
/// The JSON body of a batch call under any content type. Comments and trailing commas are taken, since the cloud's own developer guide prints
/// its example with them; unknown keys are ignored.
/// </summary>
internal sealed class BatchBody
{
    /// <summary>The bytes of a body at most.</summary>
    public const int Longest = 1 << 20;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private readonly JsonElement _root;

    private BatchBody(JsonElement root, byte[] bytes)
    {
        _root = root;
        Bytes = bytes;
    }

    /// <summary>The body as it was sent.</summary>
    public byte[] Bytes { get; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="RefusalException">400: there is none, or it is no JSON object. 413: it is too long.</exception>
    public static async Task<BatchBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bounded = new BoundedStream(request.Body, Longest, () => new RefusalException(413, ImsCode.BodyMalformed, $"A body has at most {Longest} bytes."));
        using var copy = new MemoryStream();
        await bounded.CopyToAsync(copy, cancellationToken);
        byte[] bytes = copy.ToArray();
        if (bytes.Length == 0) throw new RefusalException(400, ImsCode.BodyMissing, "A body is expected.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, Lenient);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new BatchBody(document.RootElement.Clone(), bytes);
        }
        catch (JsonException)
        {
            // said below, together with what is JSON but no object
        }

        throw Malformed("The body must be a JSON object.");
    }

    /// <summary>A list of texts that is not empty, each once.</summary>
    public IReadOnlyList<string> List(string name)
    {
        if (!_root.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw Malformed($"{name} must be a list of at least one id.");
        return [.. list.EnumerateArray().Select(item => Text(item) ?? throw Malformed($"{name} must be a list of ids.")).Distinct()];
    }

    /// <summary>A text.</summary>
    public string Required(string name) => Optional(name) ?? throw Malformed($"{name} is missing.");

    /// <summary>A text; null when it is missing or null.</summary>
    public string? Optional(string name)
    {
        if (!_root.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return null;
        return Text(value) ?? throw Malformed($"{name} must be a text.");
    }

    /// <summary>A body in a form that is not expected.</summary>
    public static RefusalException Malformed(string message) => new(400, ImsCode.BodyMalformed, message);

    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair is JSON, but no text
        }
    }
}
