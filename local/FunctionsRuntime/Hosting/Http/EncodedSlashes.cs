using Microsoft.AspNetCore.Http;

namespace FunctionsRuntime.Hosting.Http;

/// <summary>
/// Azure's front end decodes <c>%2F</c> before the host routes, Kestrel keeps it: decoded here too, so that a route that works locally
/// works there.
/// </summary>
internal static class EncodedSlashes
{
    public static Task DecodeAsync(HttpContext http, RequestDelegate next)
    {
        string path = http.Request.Path.Value ?? "";
        if (path.Contains("%2F", StringComparison.OrdinalIgnoreCase))
        {
            http.Request.Path = path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        }

        return next(http);
    }
}
