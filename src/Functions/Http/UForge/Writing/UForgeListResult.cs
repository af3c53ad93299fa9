using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>A list as the answer to a request: 200, streamed, in the format that Accept asks for.</summary>
/// <param name="list">The list; it is enumerated once, and not at all for HEAD or a 304.</param>
/// <param name="digest">What changes whenever the list does, in hexadecimal digits; null for a list that can't be asked for conditionally.</param>
public sealed class UForgeListResult(UForgeList list, string? digest = null) : IResult
{
    /// <summary>Writes the answer.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        UForgeFormat format = UForgeFormats.Negotiate(httpContext.Request.Headers.Accept);
        httpContext.Response.Headers.Vary = HeaderNames.Accept;
        if (digest is not null && UForgeCondition.IsKnown(httpContext, new EntityTagHeaderValue($"\"{digest}-{format}\""))) return;
        httpContext.Response.StatusCode = StatusCodes.Status200OK;
        httpContext.Response.ContentType = format.MediaType();
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        await UForgeWriter.WriteAsync(httpContext.Response.Body, list, format, httpContext.RequestAborted);
    }
}
