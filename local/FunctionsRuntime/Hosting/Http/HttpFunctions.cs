using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Hosting.Http;

/// <summary>Serves HTTP functions. Bodies and answers are streamed: nothing here reads or holds one.</summary>
internal sealed partial class HttpFunctions(FunctionInvoker invoker, ILogger<HttpFunctions> logger)
{
    public static IEnumerable<Endpoint> Endpoints(IEnumerable<HostedFunction> functions, string prefix)
    {
        foreach (HostedFunction function in functions.Where(f => f.Trigger is HttpTriggerAttribute))
        {
            var endpoint = new RouteEndpointBuilder(_ => Task.CompletedTask, HttpRoute.Pattern(function, prefix), order: 0)
            {
                DisplayName = function.Name,
            };
            endpoint.Metadata.Add(new HttpMethodMetadata(((HttpTriggerAttribute)function.Trigger).Methods!));
            endpoint.Metadata.Add(function);
            yield return endpoint.Build();
        }
    }

    /// <summary>
    /// The real host answers a path or verb without a function with an empty 404 (never 405), and a function that throws with an
    /// empty 500.
    /// </summary>
    public async Task DispatchAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<HostedFunction>() is not { } function)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            await invoker.InvokeAsync(function, new TriggerInput(http, http.GetRouteData().Values), Prepare, http.RequestAborted);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            CallerLeft(logger, function.Name);
        }
#pragma warning disable CA1031 // whatever a function throws is its failure, not the server's
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(logger, e, function.Name);
            Fail(http);
        }

        void Prepare(LocalFunctionContext context)
        {
            context.Features.Set(http);
            http.RequestServices = context.InstanceServices;
        }
    }

    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(1, LogLevel.Error, "HTTP function {Function} failed")]
    private static partial void Failed(ILogger logger, Exception e, string function);

    [LoggerMessage(2, LogLevel.Debug, "The caller of HTTP function {Function} left")]
    private static partial void CallerLeft(ILogger logger, string function);
}
