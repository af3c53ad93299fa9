using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ImagePublishFunctions.Http;

/// <summary>
/// Writes a line for every request when its answer is complete: method, path, status, milliseconds. No query and no header, since both may
/// hold credentials, and no body. The path is percent-encoded, so that no caller can write a line of its own.
/// </summary>
public sealed class RequestLog(TimeProvider time, ILogger<RequestLog> log) : IFunctionsWorkerMiddleware
{
    private const int LongestPath = 1024;

    /// <inheritdoc />
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            long begin = time.GetTimestamp();
            string method = http.Request.Method;
            string path = http.Request.Path.ToUriComponent();
            if (path.Length > LongestPath) path = path[..LongestPath] + "…";
            http.Response.OnCompleted(() =>
            {
                log.LogInformation(
                    new EventId(110, "RequestServed"),
                    "{Method} {Path} {Status} {Milliseconds:0} ms",
                    method,
                    path,
                    http.Response.StatusCode,
                    time.GetElapsedTime(begin).TotalMilliseconds);
                return Task.CompletedTask;
            });
        }

        return next(context);
    }
}
