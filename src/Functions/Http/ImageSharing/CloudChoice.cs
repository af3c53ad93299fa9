using ImagePublishFunctions.Configuration;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing;

/// <summary>
/// Which cloud a request is for: that of the path's prefix <c>/clouds/NAME</c>, which every client can be given as an endpoint, else that
/// of the header <c>X-Cloud</c>, else the default.
/// </summary>
public sealed class CloudChoice(ConfiguredClouds clouds, ConfiguredCloudClients clients, OwnAddress own)
{
    private const string Prefix = "/clouds";
    private const string Header = "X-Cloud";

    /// <summary>The cloud that the request is for.</summary>
    /// <exception cref="RefusalException">404: none is named, or it is not configured. 508: the request was sent by this backend.</exception>
    public ChosenCloud Choose(HttpRequest request) => Find(request)
        ?? throw new RefusalException(404, "CLOUD_NOT_NAMED", $"No cloud is named, and none is the default: use {Prefix}/NAME or {Header}.");

    /// <inheritdoc cref="Choose" />
    /// <returns>The cloud; null where the request names none and none is the default.</returns>
    public ChosenCloud? Find(HttpRequest request)
    {
        if (request.Headers.Via.Any(via => via?.Contains(ConfiguredCloudClient.Pseudonym, StringComparison.OrdinalIgnoreCase) == true))
            throw new RefusalException(508, "LOOP", "This backend asks itself: the cloud's image endpoint leads back here.");
        string? name = NameIn(request) ?? clouds.Default?.Name;
        if (name is null) return null;
        ConfiguredCloudClient client = clients.Find(name) ?? throw new RefusalException(404, "CLOUD_NOT_FOUND", $"Cloud {name} not found.", Header);
        return new ChosenCloud(client, BaseUrl(request));
    }

    /// <summary>The URL that links of an answer begin with: this host and the request's prefix, without a slash at the end.</summary>
    public string BaseUrl(HttpRequest request) => own.Of(request) + (Split(request.Path).Name is { } name ? $"{Prefix}/{name}" : "");

    /// <summary>The name that a request gives in its path or header; null when it gives none.</summary>
    public static string? NameIn(HttpRequest request) =>
        Split(request.Path).Name ?? (request.Headers[Header].ToString() is { Length: > 0 } header ? header : null);

    /// <summary>The cloud's name in a path, null without the prefix, and the path without it.</summary>
    public static (string? Name, PathString Below) Split(PathString path)
    {
        if (!path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase, out PathString rest) || !rest.HasValue) return (null, path);
        string text = rest.Value![1..];
        int end = text.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? (text, PathString.Empty) : (text[..end], new PathString(text[end..]));
    }
}
