using System.Globalization;
using System.Text.Json;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>Tokens on the wire: the member <c>token</c> of Identity API v3's answers.</summary>
internal static class OpenStackTokenJson
{
    public static OpenStackToken Read(JsonElement token, string? region)
    {
        JsonElement? project = token.TryGetProperty("project", out var found) ? found : null;
        JsonElement? catalog = token.TryGetProperty("catalog", out var services) ? services : null;
        var user = token.GetProperty("user");
        return new OpenStackToken(
            Text(project, "id"),
            Text(project, "name"),
            project is { } scope && scope.TryGetProperty("domain", out var domain) ? Text(domain, "id") : null,
            user.GetProperty("id").GetString()!,
            user.GetProperty("name").GetString()!,
            token.TryGetProperty("roles", out var roles) ? [.. roles.EnumerateArray().Select(role => role.GetProperty("name").GetString()!)] : [],
            DateTimeOffset.Parse(token.GetProperty("expires_at").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            ServiceCatalog.ImageEndpoint(catalog, KeystoneVersion.V3, region) is { } url ? ServiceUrl.WithoutVersion(url) : null);
    }

    private static string? Text(JsonElement? element, string name) =>
        element is { } given && given.TryGetProperty(name, out var value) ? value.GetString() : null;
}
