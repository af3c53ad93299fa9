using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>A list as the answer to a request: 200, streamed, in the format that Accept asks for.</summary>
/// <param name="list">The list; it is enumerated once, and not at all for HEAD.</param>
public sealed class UForgeListResult(UForgeList list) : IResult
{
    /// <summary>Writes the answer.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        UForgeFormat format = UForgeFormats.Negotiate(httpContext.Request.Headers.Accept);
        httpContext.Response.StatusCode = StatusCodes.Status200OK;
        httpContext.Response.ContentType = format.MediaType();
        httpContext.Response.Headers.Vary = HeaderNames.Accept;
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;
        await UForgeWriter.WriteAsync(httpContext.Response.Body, list, format, httpContext.RequestAborted);
    }
}
