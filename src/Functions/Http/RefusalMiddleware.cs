using System.Reflection;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ImagePublishFunctions.Http;

/// <summary>
/// Gives every refusal the error shape of the door's family, and everything unforeseen a 500 or 503 of that shape that tells nothing.
/// </summary>
public sealed class RefusalMiddleware(IEnumerable<IErrorShape> shapes, ILogger<RefusalMiddleware> log) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        HttpContext? http = context.GetHttpContext();
        if (http is null)
        {
            await next(context);
            return;
        }

        try
        {
            await next(context);
        }
#pragma warning disable CA1031 // the last place where a request's exception can become an answer
        catch (Exception e) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            RefusalException refusal = RefusalOf(Unwrap(e), http.RequestAborted);
            if (refusal.Status >= 500 && refusal.Status != 501)
                log.LogError(new EventId(100, "RequestFailed"), e, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
            IErrorShape shape = shapes.First(shape => shape.Covers(http.Request.Path));
            context.GetInvocationResult().Value = shape.Of(refusal, http.Request);
        }
    }

    private static RefusalException RefusalOf(Exception e, CancellationToken aborted) => e switch
    {
        RefusalException refusal => refusal,
        BadHttpRequestException { StatusCode: 413 } => new RefusalException(413, "BODY_TOO_LARGE", "The body is too large."),
        BadHttpRequestException bad => new RefusalException(bad.StatusCode, "BAD_REQUEST", "The request could not be read."),
        OperationCanceledException when aborted.IsCancellationRequested => new RefusalException(499, "CLIENT_CLOSED_REQUEST", "The client went away."),
        RequestFailedException => new RefusalException(503, "STORAGE_UNAVAILABLE", "The storage of this backend does not answer. Try again later."),
        _ => new RefusalException(500, "INTERNAL_ERROR", "The request could not be carried out."),
    };

    private static Exception Unwrap(Exception e) => e is AggregateException or TargetInvocationException && e.InnerException is { } inner ? Unwrap(inner) : e;
}
