using Microsoft.Net.Http.Headers;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>The choice of a <see cref="UForgeFormat"/>.</summary>
public static class UForgeFormats
{
    /// <summary>
    /// The format that an Accept header asks for. XML without one, and also where it cannot be parsed or names neither: a mangled header
    /// (UForge's printed curl lines make one) is no reason to refuse.
    /// </summary>
    public static UForgeFormat Negotiate(IList<string?> accept)
    {
        bool isJson = MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out IList<MediaTypeHeaderValue>? ranges)
            && QualityOf(ranges, UForgeNames.Json) > QualityOf(ranges, UForgeNames.Xml);
        return isJson ? UForgeFormat.Json : UForgeFormat.Xml;
    }

    /// <summary>The format's media type, without parameters.</summary>
    public static string MediaType(this UForgeFormat format) => format is UForgeFormat.Json ? UForgeNames.Json : UForgeNames.Xml;

    /// <summary>
    /// The quality of the most specific range that covers the type (RFC 9110 §12.5.1), a charset and other parameters aside; 0 when none
    /// does.
    /// </summary>
    private static double QualityOf(IList<MediaTypeHeaderValue> ranges, string mediaType)
    {
        MediaTypeHeaderValue type = new(mediaType);
        return ranges.Where(range => type.IsSubsetOf(new MediaTypeHeaderValue(range.MediaType)))
            .OrderBy(range => range.MatchesAllTypes).ThenBy(range => range.MatchesAllSubTypes)
            .Select(range => range.Quality ?? 1)
            .FirstOrDefault();
    }
}
