using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http;

/// <summary>
/// What every answer says of itself: it is the caller's own, so that no cache keeps it; it is what its media type says; and a link in it tells
/// nobody where it was followed from, since paths and queries may name users or hold the key of a download.
/// </summary>
internal static class AnswerHeaders
{
    /// <summary>Sets them.</summary>
    public static void Set(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
