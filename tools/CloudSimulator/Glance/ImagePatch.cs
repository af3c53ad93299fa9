using System.Text.Json;

namespace CloudSimulator.Glance;

/// <summary>A JSON patch (RFC 6902) as Glance takes it: add, replace and remove of members of an image.</summary>
internal static class ImagePatch
{
    public const string MediaType = "application/openstack-images-v2.1-json-patch";

    public static ImageRecord Apply(ImageRecord image, JsonElement operations, bool isAdmin)
    {
        if (operations.ValueKind != JsonValueKind.Array)
        {
            throw new GlanceError(400, "Request body must be a JSON array of operation objects.");
        }

        return operations.EnumerateArray().Aggregate(image, (patched, operation) => ApplyOne(patched, operation, isAdmin));
    }

    private static ImageRecord ApplyOne(ImageRecord image, JsonElement operation, bool isAdmin)
    {
        var op = Text(operation, "op");
        var name = Text(operation, "path").TrimStart('/').Replace("~1", "/").Replace("~0", "~");
        if (op is "replace" or "remove" && !ImageFields.Has(image, name))
        {
            throw new GlanceError(409, "There was a conflict when trying to complete your request.", $"Property {name} does not exist.");
        }

        return op switch
        {
            "remove" => ImageFields.Remove(image, name),
            "add" or "replace" => operation.TryGetProperty("value", out var value)
                ? ImageFields.Set(image, name, value, isAdmin)
                : throw new GlanceError(400, $"Operation \"{op}\" requires a member named \"value\"."),
            _ => throw new GlanceError(400, $"Operations must be one of add, remove, replace: {op}."),
        };
    }

    private static string Text(JsonElement operation, string name) =>
        operation.ValueKind == JsonValueKind.Object
        && operation.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new GlanceError(400, $"Unable to find '{name}' in JSON Schema change");
}
