using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>
/// Chooses the media type of an error as Glance does (WebOb: HTML before JSON, plain text where the header accepts neither or is missing).
/// Real clients send <c>*/*</c> and break on JSON then.
/// </summary>
internal static class GlanceAccept
{
    public const string Html = "text/html";
    public const string Json = "application/json";
    public const string Plain = "text/plain";

    private const int Exact = 3;
    private const int Subtypes = 2;
    private const int Anything = 1;

    public static string Choose(StringValues header)
    {
        if (string.IsNullOrWhiteSpace(header.ToString())) return Plain;
        if (!MediaTypeHeaderValue.TryParseStrictList(header, out IList<MediaTypeHeaderValue>? ranges)) return Html;
        double html = Quality(ranges, Html);
        double json = Quality(ranges, Json);
        if (html == 0 && json == 0) return Plain;
        return json > html ? Json : Html;
    }

    /// <summary>The quality of the most specific range that covers a type, 0 when none does.</summary>
    private static double Quality(IList<MediaTypeHeaderValue> ranges, string type)
    {
        int best = 0;
        double quality = 0;
        foreach (MediaTypeHeaderValue range in ranges)
        {
            int specificity = Specificity(range, type);
            if (specificity <= best) continue;
            best = specificity;
            quality = range.Quality ?? 1;
        }

        return quality;
    }

    private static int Specificity(MediaTypeHeaderValue range, string type)
    {
        if (range.MatchesAllTypes) return Anything;
        if (range.MatchesAllSubTypes) return range.Type.Equals(type.Split('/')[0], StringComparison.OrdinalIgnoreCase) ? Subtypes : 0;
        bool isPlain = range.Parameters.All(parameter => parameter.Name.Equals("q", StringComparison.OrdinalIgnoreCase));
        return isPlain && range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) ? Exact : 0;
    }
}
