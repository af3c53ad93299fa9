namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>URLs of services as people and catalogues write them.</summary>
internal static class ServiceUrl
{
    /// <summary>
    /// The URL without trailing slashes, query, fragment, user info and, as its last segment, any of <paramref name="versions"/>.
    /// </summary>
    /// <exception cref="ArgumentException">Not an absolute http or https URL.</exception>
    public static Uri WithoutVersion(Uri url, params ReadOnlySpan<string> versions)
    {
        if (url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException("A service's URL is absolute and begins with http or https.", nameof(url));
        }

        var path = url.AbsolutePath.TrimEnd('/');
        foreach (var version in versions)
        {
            if (path.EndsWith($"/{version}", StringComparison.OrdinalIgnoreCase))
            {
                path = path[..^(version.Length + 1)].TrimEnd('/');
                break;
            }
        }

        return new UriBuilder(url.Scheme, url.Host, url.Port, path).Uri;
    }

    public static Uri Append(Uri url, string relative) => new($"{url.AbsoluteUri.TrimEnd('/')}/{relative}");
}
