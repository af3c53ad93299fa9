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

    /// <param name="url">The service, without a query.</param>
    /// <param name="relative">A path below it, whose variable segments were made by <see cref="Segment"/>, and a query.</param>
    /// <exception cref="CloudException">The path would lead elsewhere than it says.</exception>
    public static Uri Append(Uri url, string relative)
    {
        var whole = $"{url.AbsoluteUri.TrimEnd('/')}/{relative}";
        var made = new Uri(whole);
        var meant = whole.AsSpan(0, whole.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query ? query : whole.Length);
        return meant.SequenceEqual(made.GetLeftPart(UriPartial.Path)) ? made : throw NoSegment();
    }

    /// <summary>A name or id as one segment of a path, whatever it holds.</summary>
    /// <exception cref="CloudException">Dots alone are no segment: they climb.</exception>
    public static string Segment(string text) => text is "" or "." or ".." ? throw NoSegment() : Uri.EscapeDataString(text);

    private static CloudException NoSegment() => new(
        CloudErrorKind.Permanent, CloudErrorCode.BadRequest, "A name or id has a form that can't be part of an address.");
}
