using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>Images on the wire: Image API v2, where properties stand beside Glance's own members.</summary>
internal static class GlanceImageJson
{
    private static readonly FrozenSet<string> s_own = FrozenSet.Create(
        "id", "name", "status", "visibility", "protected", "os_hidden", "checksum", "os_hash_algo", "os_hash_value", "owner", "size",
        "virtual_size", "container_format", "disk_format", "created_at", "updated_at", "min_disk", "min_ram", "tags", "locations",
        "direct_url", "self", "file", "schema", "stores");

    public static JsonObject Write(NewGlanceImage image)
    {
        var body = new JsonObject
        {
            ["id"] = image.Id.ToString(),
            ["name"] = image.Name,
            ["disk_format"] = image.DiskFormat,
            ["container_format"] = image.ContainerFormat,
            ["visibility"] = image.Visibility,
            ["tags"] = new JsonArray([.. image.Tags.Select(tag => JsonValue.Create(tag))]),
        };
        foreach (var (name, value) in image.Properties)
        {
            if (s_own.Contains(name))
            {
                throw new ArgumentException($"{name} is a member of every image, not a property.", nameof(image));
            }

            body.Add(name, value);
        }

        return body;
    }

    public static GlanceImage Read(JsonElement image) => new(
        Guid.Parse(image.GetProperty("id").GetString()!),
        Text(image, "name"),
        image.GetProperty("status").GetString()!,
        Text(image, "visibility"),
        Text(image, "owner"),
        Text(image, "disk_format"),
        Text(image, "container_format"),
        image.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Number ? size.GetInt64() : null,
        Text(image, "checksum"),
        Text(image, "os_hash_algo"),
        Text(image, "os_hash_value"),
        image.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)] : [],
        image.EnumerateObject()
            .Where(member => !s_own.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(member => member.Name, member => member.Value.GetString()!));

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
