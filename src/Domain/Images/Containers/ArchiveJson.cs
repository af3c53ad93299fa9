using System.Text.Json;

namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>Reads the JSON files of an archive, which anybody may have written.</summary>
internal static class ArchiveJson
{
    /// <summary>Bytes; what registries take as a manifest (docker-registry: 4 MiB).</summary>
    public const int LargestFile = 4 << 20;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    public static JsonDocument Parse(ReadOnlyMemory<byte> content, string name)
    {
        try
        {
            return JsonDocument.Parse(content, Strict);
        }
        catch (JsonException)
        {
            throw Wrong(name, "is not readable JSON");
        }
    }

    public static string? Text(JsonElement item, string property) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(property, out JsonElement value) ? Text(value) : null;

    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // half a surrogate pair: no text, therefore no name of anything
            return null;
        }
    }

    public static IEnumerable<string> Texts(JsonElement item, string property) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(property, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(Text).OfType<string>()
            : [];

    public static IEnumerable<JsonElement> Items(JsonElement item, string property, string name) =>
        item.TryGetProperty(property, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw Wrong(name, $"has no {property}");

    public static ContainerArchiveException Wrong(string name, string what) =>
        new($"The archive's {ContainerArchiveException.Show(name)} {what}.");
}
