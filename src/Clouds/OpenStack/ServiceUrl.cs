using System.Text.RegularExpressions;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>URLs of services as people and catalogues write them.</summary>
public static partial class ServiceUrl
{
    /// <summary>
    /// The URL without trailing slashes, query, fragment, user info and, as its last segment, the version of an API, whichever it is: what
    /// people copy ends in <c>/v1</c>, <c>/v2.0/</c>, <c>/v2.9</c> or nothing, and every client here speaks its own version.
    /// </summary>
    /// <exception cref="ArgumentException">Not an absolute http or https URL.</exception>
    public static Uri WithoutVersion(Uri url)
    {
        if (url is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            throw new ArgumentException("A service's URL is absolute and begins with http or https.", nameof(url));
        }

        var path = Version().Replace(url.AbsolutePath, "").TrimEnd('/');
        return new UriBuilder(url.Scheme, url.Host, url.Port, path).Uri;
    }

    /// <summary>A URL below a service.</summary>
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

    [GeneratedRegex("/+v[0-9]+([.][0-9]+)*/*$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
