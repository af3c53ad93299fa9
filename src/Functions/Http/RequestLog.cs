using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ImagePublishFunctions.Http;

/// <summary>
/// Writes a line for every request when its answer is written: method, path, status, milliseconds, and whether it broke off. No query and no
/// header, since both may hold credentials, and no body. The path is percent-encoded, so that no caller can write a line of its own. The line
/// is written inside the invocation: what a worker logs outside of one, the host drops.
/// </summary>
public sealed class RequestLog(TimeProvider time, ILogger<RequestLog> log) : IFunctionsWorkerMiddleware
{
    private const int LongestPath = 1024;

    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        long begin = time.GetTimestamp();
        string method = http.Request.Method;
        string path = http.Request.Path.ToUriComponent();
        if (path.Length > LongestPath) path = path[..LongestPath] + "…";
        try
        {
            await next(context);
        }
        finally
        {
            log.LogInformation(
                new EventId(110, "RequestServed"),
                "{Method} {Path} {Status} {Milliseconds:0} ms{End}",
                method,
                path,
                http.Response.StatusCode,
                time.GetElapsedTime(begin).TotalMilliseconds,
                http.RequestAborted.IsCancellationRequested ? ", broken off" : "");
        }
    }
}
