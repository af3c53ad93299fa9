using FunctionsHost.Functions;
using FunctionsHost.Rpc;
using FunctionsHost.Settings;
using FunctionsHost.Triggers;
using FunctionsHost.Workers;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Azure.WebJobs.Extensions.Http;
using Newtonsoft.Json.Linq;
using Yarp.ReverseProxy.Forwarder;

namespace FunctionsHost.Http;

/// <summary>
/// Finds the function of a request with the real host's router, has the worker run it, and forwards the request to the worker's own
/// server. Answers what the platform answers by itself as the platform does: with a status and nothing else.
/// </summary>
internal sealed class HttpDoor : IWebJobsRouteHandler, IDisposable
{
    private static readonly object FunctionKey = new();
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly WorkerSupervisor _workers;
    private readonly IHttpForwarder _forwarder;
    private readonly TriggerHost _triggers;
    private readonly ILogger _log;
    private readonly Dictionary<string, Function> _functions;
    private readonly WebJobsRouter _router;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });

    public HttpDoor(
        WorkerSupervisor workers, HostSettings settings, IHttpForwarder forwarder, IInlineConstraintResolver constraints, TriggerHost triggers,
        ILoggerFactory loggers)
    {
        (_workers, _forwarder, _triggers, _log) = (workers, forwarder, triggers, loggers.CreateLogger("FunctionsHost.Http"));
        _functions = workers.Functions.Where(function => function.IsHttp).ToDictionary(function => function.Name);
        _router = new(constraints);
        WebJobsRouteBuilder routes = _router.CreateBuilder(this, settings.RoutePrefix);
        foreach (Function function in _functions.Values)
        {
            RouteValueDictionary methods = [];
            if (function.Trigger.Json["methods"] is JArray allowed)
                methods["httpMethod"] = new HttpMethodRouteConstraint([.. allowed.Select(method => (string)method!)]);
            routes.MapFunctionRoute(function.Name, function.Route, methods, function.Name);
        }

        _router.AddFunctionRoutes(routes.Build(), null);
    }

    /// <summary>The router calls this when it has found the function.</summary>
    public Task InvokeAsync(HttpContext context, string functionName)
    {
        context.Items[FunctionKey] = _functions[functionName];
        return Task.CompletedTask;
    }

    public async Task HandleAsync(HttpContext context)
    {
        RouteContext route = new(context);
        await _router.RouteAsync(route);
        if (route.Handler is not { } found)
        {
            context.Response.StatusCode = context.Request.Path == "/" ? StatusCodes.Status204NoContent : StatusCodes.Status404NotFound;
            return;
        }

        await found(context);
        Function function = (Function)context.Items[FunctionKey]!;
        bool succeeded = _workers.Current is { HttpUri: { } uri } worker
            && await RunAsync(context, function, worker, uri, Describe(context, function, route.RouteData.Values));
        if (!succeeded && !context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The invocation without the request itself, which takes its own way.</summary>
    private InvocationRequest Describe(HttpContext context, Function function, RouteValueDictionary values)
    {
        InvocationRequest request = new() { InvocationId = Ids.New(), FunctionId = function.Id };
        request.InputData.Add(new ParameterBinding { Name = function.Trigger.Name, Data = new() { Http = new() } });
        foreach (Binding client in function.Inputs)
            request.InputData.Add(new ParameterBinding { Name = client.Name, Data = TypedValues.Of(_triggers.DurableClient) });
        foreach ((string name, TypedData value) in Metadata(context.Request, values))
            request.TriggerMetadata[name] = value;
        return request;
    }

    /// <summary>
    /// What functions can bind to, by the real host's rules: names without case, a caller's query parameter goes before what the platform puts there,
    /// and <c>code</c>, the platform's own, is left out.
    /// </summary>
    private static Dictionary<string, TypedData> Metadata(HttpRequest request, RouteValueDictionary values)
    {
        Dictionary<string, TypedData> metadata = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, string> query = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in query)
        {
            if (!name.Equals("code", StringComparison.OrdinalIgnoreCase))
                metadata[name] = TypedValues.Of(value);
        }

        foreach ((string name, object? value) in values)
        {
            if (value is not null)
                metadata[name] = TypedValues.Of(value.ToString());
        }

        metadata.TryAdd("Query", TypedValues.Of(query));
        metadata.TryAdd("Headers", TypedValues.Of(request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString())));
        return metadata;
    }

    private async Task<bool> RunAsync(HttpContext context, Function function, WorkerChannel worker, Uri uri, InvocationRequest request)
    {
        context.Request.Headers["x-ms-invocation-id"] = request.InvocationId;
        using CancellationTokenSource unwanted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        Task<InvocationResponse> invocation = worker.InvokeAsync(function, request, unwanted.Token);

        // The default transformer sets X-Forwarded-For, -Host and -Proto to what is seen here.
        ForwarderError error = await _forwarder.SendAsync(context, uri.ToString(), _client, Forwarding);
        if (error != ForwarderError.None)
        {
            _log.LogWarning("{Function}: {Error}: {Reason}", function.Name, error, context.GetForwarderErrorFeature()?.Exception?.Message);
            await unwanted.CancelAsync(); // The worker would wait for a request that does not come.
        }

        try
        {
            // The worker's server answers 200 and nothing when a function throws: only the invocation tells.
            await invocation;
            return error == ForwarderError.None;
        }
        catch (Exception e) when (e is WorkerFunctionException or WorkerProcessExitException)
        {
            _log.LogError("{Function} failed: {Reason}", function.Name, e.Message);
            return false;
        }
    }
}
