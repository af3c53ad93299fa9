using System.Reflection;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ImagePublishFunctions.Http;

/// <summary>
/// Writes the answers of functions here, where what goes wrong can still be told: every refusal gets the error shape of the door's family,
/// and everything unforeseen, also while a result writes itself, a 500 or 503 of that shape that tells nothing.
/// </summary>
public sealed class RefusalMiddleware(IEnumerable<IErrorShape> shapes, ILogger<RefusalMiddleware> log) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        IResult? answer = null;
        try
        {
            await next(context);
            answer = context.GetInvocationResult().Value as IResult;
            if (answer is null) return;
            await answer.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads this status but the request log.
            if (!http.Response.HasStarted) http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested && !http.Response.HasStarted)
        {
            await WriteAsync(new RefusalException(503, "BROKEN_OFF", "The request was broken off. Try again later."), http);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            // What an answer said of itself before it failed does not hold for the refusal; what a door said before it refused does.
            if (answer is not null) http.Response.Clear();
            await RefuseAsync(e, http);
        }
        catch (Exception e)
        {
            // The status is sent: only a broken connection can tell the caller that the body is not whole.
            LogFailure(e, http.Request);
            http.Abort();
        }

        context.GetInvocationResult().Value = WrittenAnswer.Instance;
    }

    private async Task RefuseAsync(Exception e, HttpContext http)
    {
        RefusalException refusal = RefusalOf(Unwrap(e));
        if (refusal.Status >= 500 && refusal.Status != 501) LogFailure(e, http.Request);
        await WriteAsync(refusal, http);
    }

    private Task WriteAsync(RefusalException refusal, HttpContext http) =>
        shapes.First(shape => shape.Covers(http.Request.Path)).Of(refusal, http.Request).ExecuteAsync(http);

    private void LogFailure(Exception e, HttpRequest request) =>
        log.LogError(new EventId(100, "RequestFailed"), e, "{Method} {Path} failed", request.Method, request.Path);

    private static RefusalException RefusalOf(Exception e) => e switch
    {
        RefusalException refusal => refusal,
        BadHttpRequestException { StatusCode: 413 } => new RefusalException(413, "BODY_TOO_LARGE", "The body is too large."),
        BadHttpRequestException bad => new RefusalException(bad.StatusCode, "BAD_REQUEST", "The request could not be read."),
        RequestFailedException => new RefusalException(503, "STORAGE_UNAVAILABLE", "The storage of this backend does not answer. Try again later."),
        _ => new RefusalException(500, "INTERNAL_ERROR", "The request could not be carried out."),
    };

    private static Exception Unwrap(Exception e) => e is AggregateException or TargetInvocationException && e.InnerException is { } inner ? Unwrap(inner) : e;
}
