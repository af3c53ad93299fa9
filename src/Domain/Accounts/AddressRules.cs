using System.Net;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.Domain.Accounts;

/// <summary>
/// The grammar of everything in an account, a publication or a share that becomes part of an address: what secrets are sent to is what was
/// read here, and nothing in a value can lead elsewhere. Each finds what is wrong: null, or words that follow the name of the field.
/// </summary>
public static partial class AddressRules
{
    private const int LongestUrl = 2_048;

    /// <summary>A service's URL: scheme, host, port and a plain path.</summary>
    public static string? WhyNotUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            return "must be an absolute http or https URL.";
        if (url.UserInfo.Length > 0 || text.Contains('@', StringComparison.Ordinal)) return "must not hold a user name or password.";
        if (text.Length > LongestUrl) return $"must be at most {LongestUrl} characters.";
        return Url().IsMatch(text) && HasPlainPath(text)
            ? null
            : "must be a scheme, a host, a port and a plain path: letters, digits, '-', '.', '_', '~' and '/', no query, no '..'.";
    }

    /// <summary>A region that stands in a host's name.</summary>
    public static string? WhyNotRegion(string text) => Region().IsMatch(text) ? null : "must be a region: 1 to 63 letters, digits and dashes.";

    /// <summary>A bucket, whose name may be a part of a host's: S3's rules.</summary>
    public static string? WhyNotBucket(string text) => Bucket().IsMatch(text) && !text.Contains("..", StringComparison.Ordinal)
        ? null
        : "must be 3 to 63 lower-case letters, digits, '-' and '.', with a letter or digit at both ends.";

    /// <summary>A host's name or address.</summary>
    public static string? WhyNotHost(string text) =>
        Host().IsMatch(text) || (!text.StartsWith('[') && IPAddress.TryParse(text, out _)) ? null : "must be the name or address of a host.";

    /// <summary>A port.</summary>
    public static string? WhyNotPort(string text) => int.TryParse(text, out int port) && port is > 0 and <= 65_535 ? null : "must be 1 to 65535.";

    /// <summary>Segments of dots are taken away by whoever makes a URL of the text.</summary>
    private static bool HasPlainPath(string text) => !text.Split('/').Any(segment => segment is "." or "..");

    [GeneratedRegex(
        @"\A[a-zA-Z]+://([\w]([\w.-]*[\w])?\.?|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?(/[a-zA-Z0-9._~/-]*)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Url();

    [GeneratedRegex(@"\A[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Region();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bucket();

    [GeneratedRegex(@"\A[\w]([\w.-]{0,251}[\w])?\.?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Host();
}
