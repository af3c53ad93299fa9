using System.Reflection;
using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace ImagePublishFunctions.Http;

/// <summary>
/// Writes the answers of functions here, where what goes wrong can still be told: every refusal gets the error shape of the door's family,
/// every answer the headers that all have, and everything unforeseen, also while a result writes itself, a 500 or 503 of that shape that tells nothing.
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

        bool isAnswered = await AnswerAsync(
            http,
            async () =>
            {
                await next(context);
                return context.GetInvocationResult().Value as IResult;
            },
            context.CancellationToken);
        if (isAnswered) context.GetInvocationResult().Value = WrittenAnswer.Instance;
    }

    /// <summary>Lets a function run and writes its answer.</summary>
    /// <param name="http">The request.</param>
    /// <param name="function">Gives the answer; null when it is none that this app writes.</param>
    /// <param name="stopped">Cancelled when the invocation is.</param>
    /// <returns>True when there is nothing left to write.</returns>
    internal async Task<bool> AnswerAsync(HttpContext http, Func<Task<IResult?>> function, CancellationToken stopped)
    {
        IResult? answer = null;
        AnswerHeaders.Set(http.Response);
        try
        {
            answer = await function();
            if (answer is null) return false;
            await answer.ExecuteAsync(http);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // Nobody reads this status but the request log.
            if (!http.Response.HasStarted) http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested && !http.Response.HasStarted)
        {
            await WriteAsync(new RefusalException(503, "BROKEN_OFF", "The request was broken off. Try again later."), http);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            // What an answer said of itself before it failed does not hold for the refusal; what a door said before it refused does.
            if (answer is not null)
            {
                http.Response.Clear();
                AnswerHeaders.Set(http.Response);
            }

            await RefuseAsync(e, http);
        }
        catch (Exception e)
        {
            // The status is sent: only a broken connection can tell the caller that the body is not whole.
            LogFailure(e, http.Request);
            http.Abort();
        }

        return true;
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
