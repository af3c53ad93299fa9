using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>Reads the bodies of the member calls as Glance reads them: any content type, unknown keys ignored, the same words for what is wrong.</summary>
internal static class MemberBody
{
    private const long Longest = 64 * 1024;
    private const string Malformed = "Malformed JSON in request body.";

    /// <summary>The project to add: the key <c>member</c>; a number is taken as its digits.</summary>
    public static async Task<string> ReadMemberAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        const string Expected = "Expected a member in the form: {\"member\": \"image_id\"}";
        using JsonDocument body = await ReadAsync(request, Expected, cancellationToken);
        if (!body.RootElement.TryGetProperty("member", out JsonElement member)) throw Wrong("Member to be added not specified");
        string text = member.ValueKind switch
        {
            JsonValueKind.String => Text(member),
            JsonValueKind.Number => member.GetRawText() == "0" ? "" : member.GetRawText(),
            JsonValueKind.Null or JsonValueKind.False => "",
            JsonValueKind.Array when member.GetArrayLength() == 0 => "",
            JsonValueKind.Object when !member.EnumerateObject().Any() => "",
            _ => throw Wrong(Expected),
        };
        return text.Length > 0 ? text : throw Wrong("Member can't be empty");
    }

    /// <summary>The recipient's answer: the key <c>status</c>, and <c>vault_id</c>, which Open Telekom Cloud asks for with some images.</summary>
    public static async Task<(string? Status, string? VaultId)> ReadStatusAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using JsonDocument body = await ReadAsync(request, "Expected a status in the form: {\"status\": \"status\"}", cancellationToken);
        if (!body.RootElement.TryGetProperty("status", out JsonElement status)) throw Wrong("Status not specified");
        string? vault = body.RootElement.TryGetProperty("vault_id", out JsonElement given) && given.ValueKind == JsonValueKind.String ? Text(given) : null;
        return (status.ValueKind == JsonValueKind.String ? Text(status) : null, vault);
    }

    private static async Task<JsonDocument> ReadAsync(HttpRequest request, string expected, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0) throw Wrong("Body expected in request.");
        var bounded = new BoundedStream(request.Body, Longest, () => new RefusalException(413, "BODY_TOO_LARGE", "The request body is too large."));
        JsonDocument body;
        try
        {
            body = await JsonDocument.ParseAsync(bounded, default, cancellationToken);
        }
        catch (JsonException)
        {
            throw Wrong(Malformed);
        }

        if (body.RootElement.ValueKind == JsonValueKind.Object) return body;
        bool isList = body.RootElement.ValueKind == JsonValueKind.Array;
        body.Dispose();
        throw Wrong(isList ? expected : "Unexpected body type. Expected list/dict.");
    }

    /// <summary>Half a surrogate pair is JSON, but no text.</summary>
    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(Malformed);
        }
    }

    private static RefusalException Wrong(string message) => new(400, "BODY_INVALID", message);
}
