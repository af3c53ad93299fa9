using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>Conditional requests: whether the caller has already what would be answered.</summary>
internal static class UForgeCondition
{
    /// <summary>Sets the ETag and, for a GET that brings it, the status 304.</summary>
    /// <returns>True when nothing more is to be written.</returns>
    public static bool IsKnown(HttpContext context, EntityTagHeaderValue tag)
    {
        HttpRequest request = context.Request;
        HttpResponse response = context.Response;
        response.Headers.ETag = tag.ToString();
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return false;
        if (!Matches(request.Headers.IfNoneMatch, tag)) return false;
        response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static bool Matches(StringValues ifNoneMatch, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList([.. ifNoneMatch.OfType<string>()], out IList<EntityTagHeaderValue>? known)
        && known.Any(one => one.Tag == "*" || one.Compare(tag, useStrongComparison: false));
}
