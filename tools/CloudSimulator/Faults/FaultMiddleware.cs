namespace CloudSimulator.Faults;

/// <summary>Lets the requests to one service go wrong as the list says.</summary>
internal sealed class FaultMiddleware(string service, FaultList faults, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var fault = faults.Hit(service, context.Request);
        switch (fault?.Kind)
        {
            case null:
                await next(context);
                break;
            case FaultKind.Delay:
                await Task.Delay(TimeSpan.FromSeconds(fault.Delay), time, context.RequestAborted);
                await next(context);
                break;
            case FaultKind.Status:
                await AnswerAsync(context.Response, fault, fault.Status);
                break;
            case FaultKind.DropBefore:
                context.Abort();
                break;
            case FaultKind.DropAfter:
                await WithoutAnswerAsync(context, next);
                context.Abort();
                break;
            case FaultKind.Garble:
                await WithoutAnswerAsync(context, next);
                context.Response.Headers.ContentLength = null;
                await AnswerAsync(context.Response, fault, context.Response.StatusCode);
                break;
            case FaultKind.Stall:
                context.Request.Body = new StallingStream(context.Request.Body, fault, time);
                await next(context);
                break;
            case FaultKind.Endless:
                await AnswerEndlesslyAsync(context);
                break;
            default:
                throw new InvalidOperationException($"No such fault: {fault.Kind}.");
        }
    }

    private static Task AnswerAsync(HttpResponse response, Fault fault, int status)
    {
        response.StatusCode = status;
        response.ContentType = fault.ContentType;
        foreach (var (name, value) in fault.Headers)
        {
            response.Headers[name] = value;
        }

        return response.WriteAsync(fault.Body);
    }

    private static async Task WithoutAnswerAsync(HttpContext context, RequestDelegate next)
    {
        var wire = context.Response.Body;
        context.Response.Body = Stream.Null;
        await next(context);
        context.Response.Body = wire;
    }

    private static async Task AnswerEndlesslyAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var blanks = new byte[64 * 1024];
        Array.Fill(blanks, (byte)' ');
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(blanks, context.RequestAborted);
        }
    }
}
