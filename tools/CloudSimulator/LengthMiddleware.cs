namespace CloudSimulator;

/// <summary>
/// Refuses bodies without a length, as services below uWSGI, mod_wsgi and S3 do, but where clouds take data of unknown length.
/// </summary>
internal sealed class LengthMiddleware(string service)
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.TransferEncoding.Count == 0 || TakesChunks(context.Request)) return next(context);
        context.Response.StatusCode = StatusCodes.Status411LengthRequired;
        return Task.CompletedTask;
    }

    private bool TakesChunks(HttpRequest request) => service switch
    {
        "control" => true,
        "glance" => HttpMethods.IsPut(request.Method) && request.Path.Value!.EndsWith("/file", StringComparison.Ordinal),
        "registry" => HttpMethods.IsPatch(request.Method),
        _ => false,
    };
}
