using System.Globalization;

namespace CloudSimulator.Glance;

/// <summary>Images as the Image API v2 shows them.</summary>
internal static class ImageJson
{
    public static Dictionary<string, object?> Write(ImageRecord image)
    {
        var body = image.Properties.ToDictionary(property => property.Key, property => (object?)property.Value);
        body["id"] = image.Id;
        body["name"] = image.Name;
        body["status"] = image.Status;
        body["visibility"] = image.Visibility;
        body["protected"] = image.Protected;
        body["os_hidden"] = false;
        body["owner"] = image.Owner;
        body["disk_format"] = image.DiskFormat;
        body["container_format"] = image.ContainerFormat;
        body["min_disk"] = image.MinDisk;
        body["min_ram"] = image.MinRam;
        body["size"] = image.Size;
        body["virtual_size"] = image.Size;
        body["checksum"] = image.Checksum;
        body["os_hash_algo"] = image.Hash is null ? null : "sha512";
        body["os_hash_value"] = image.Hash;
        body["created_at"] = Time(image.CreatedAt);
        body["updated_at"] = Time(image.UpdatedAt);
        body["tags"] = image.Tags;
        body["self"] = $"/v2/images/{image.Id}";
        body["file"] = $"/v2/images/{image.Id}/file";
        body["schema"] = "/v2/schemas/image";
        if (image.Status == ImageRecord.Active)
        {
            body["stores"] = "local";
        }

        return body;
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
