using System.Collections.Immutable;
using System.Text.Json;

namespace CloudSimulator.Glance;

/// <summary>What a client may set on an image, alike for create and patch.</summary>
internal static class ImageFields
{
    private const int MaximumProperties = 128;

    private static readonly string[] s_visibilities = ["community", "public", "private", "shared"];
    private static readonly string[] s_diskFormats = ["ami", "ari", "aki", "vhd", "vhdx", "vmdk", "raw", "qcow2", "vdi", "iso", "ploop"];
    private static readonly string[] s_containerFormats = ["ami", "ari", "aki", "bare", "ovf", "ova", "docker", "compressed"];

    private static readonly ImmutableHashSet<string> s_readOnly =
    [
        "id", "owner", "status", "size", "virtual_size", "checksum", "os_hash_algo", "os_hash_value", "os_hidden", "created_at",
        "updated_at", "self", "file", "schema", "stores", "direct_url", "locations",
    ];

    private static readonly ImmutableHashSet<string> s_base =
        ["name", "visibility", "disk_format", "container_format", "protected", "min_disk", "min_ram", "tags"];

    public static ImageRecord Set(ImageRecord image, string name, JsonElement value, bool isAdmin)
    {
        if (s_readOnly.Contains(name))
        {
            throw new GlanceError(403, $"Attribute '{name}' is read-only.");
        }

        if (name is "disk_format" or "container_format" && image.Status != ImageRecord.Queued)
        {
            throw new GlanceError(403, $"Attribute {name} can be only replaced for a queued image.");
        }

        return name switch
        {
            "name" => image with { Name = Text(name, value, orNull: true) },
            "visibility" => image with { Visibility = Visibility(value, isAdmin) },
            "disk_format" => image with { DiskFormat = OneOf(name, value, s_diskFormats) },
            "container_format" => image with { ContainerFormat = OneOf(name, value, s_containerFormats) },
            "protected" => image with { Protected = Flag(name, value) },
            "min_disk" => image with { MinDisk = Number(name, value) },
            "min_ram" => image with { MinRam = Number(name, value) },
            "tags" => image with { Tags = Tags(value) },
            _ => WithProperty(image, name, Text(name, value, orNull: false)!),
        };
    }

    public static ImageRecord Remove(ImageRecord image, string name)
    {
        if (s_readOnly.Contains(name) || s_base.Contains(name))
        {
            throw new GlanceError(403, "Access was denied to this resource.", $"Property {name} may not be removed.");
        }

        return image with { Properties = image.Properties.Remove(name) };
    }

    public static bool Has(ImageRecord image, string name) =>
        s_readOnly.Contains(name) || s_base.Contains(name) || image.Properties.ContainsKey(name);

    private static ImageRecord WithProperty(ImageRecord image, string name, string value)
    {
        var changed = image with { Properties = image.Properties.SetItem(name, value) };
        return changed.Properties.Count <= MaximumProperties ? changed : throw new GlanceError(
            413,
            "The limit has been exceeded on the number of allowed image properties. "
            + $"Attempted: {changed.Properties.Count}, Maximum: {MaximumProperties}");
    }

    private static string Visibility(JsonElement value, bool isAdmin)
    {
        var visibility = OneOf("visibility", value, s_visibilities)!;
        return visibility != "public" || isAdmin
            ? visibility
            : throw new GlanceError(403, "You are not authorized to complete publicize_image action.");
    }

    private static string? OneOf(string name, JsonElement value, string[] allowed)
    {
        var text = Text(name, value, orNull: name != "visibility");
        return text is null || allowed.Contains(text) ? text : throw new GlanceError(
            400, $"Provided object does not match schema 'image': '{text}' is not one of ['{string.Join("', '", allowed)}']");
    }

    private static ImmutableSortedSet<string> Tags(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Select(tag => Text("tags", tag, orNull: false)!)]
        : throw Mismatch("tags", value);

    private static bool Flag(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Mismatch(name, value);

    private static int Number(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : throw Mismatch(name, value);

    private static string? Text(string name, JsonElement value, bool orNull) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null when orNull => null,
        _ => throw Mismatch(name, value),
    };

    private static GlanceError Mismatch(string name, JsonElement value) => new(
        400, $"Provided object does not match schema 'image': {value.GetRawText()} is not valid. Failed validating '{name}'");
}
