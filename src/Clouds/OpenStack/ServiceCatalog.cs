using System.Text.Json;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>The catalogue that comes with a token: services, each with endpoints by interface and region.</summary>
internal static class ServiceCatalog
{
    /// <summary>The public URL of the image service in the credentials' region; null where there is none.</summary>
    public static Uri? ImageEndpoint(JsonElement? catalog, OpenStackCredentials credentials) =>
        ImageEndpoint(catalog, credentials.Version, credentials.Region);

    /// <summary>The public URL of the image service in a region, in any where that is null; null where there is none.</summary>
    public static Uri? ImageEndpoint(JsonElement? catalog, KeystoneVersion version, string? region)
    {
        var endpoints = catalog?.EnumerateArray()
            .Where(service => Text(service, "type") == "image" && service.TryGetProperty("endpoints", out _))
            .SelectMany(service => service.GetProperty("endpoints").EnumerateArray())
            .Where(endpoint => region is null || Text(endpoint, "region_id") == region || Text(endpoint, "region") == region);
        var urls = version == KeystoneVersion.V3
            ? endpoints?.Where(endpoint => Text(endpoint, "interface") == "public").Select(endpoint => Text(endpoint, "url"))
            : endpoints?.Select(endpoint => Text(endpoint, "publicURL"));
        return urls?
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : null)
            .FirstOrDefault(url => url is { Scheme: "http" or "https" });
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
