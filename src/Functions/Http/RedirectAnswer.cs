using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http;

/// <summary>302 with an address.</summary>
/// <param name="url">Where to.</param>
internal sealed class RedirectAnswer(Uri url) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Redirect(url.AbsoluteUri);
        return Task.CompletedTask;
    }
}
