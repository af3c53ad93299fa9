using System.Collections.Concurrent;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.TestApp;

public sealed class HttpFunctions(ILogger<HttpFunctions> log)
{
    private static readonly ConcurrentDictionary<string, long> Received = new();

    /// <summary>What the function sees of its request.</summary>
    [Function("Echo")]
    public IActionResult Echo(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "echo/{value}")] HttpRequest request, string value, FunctionContext context) =>
        new JsonResult(new
        {
            Value = value,
            context.InvocationId,
            Scheme = request.Scheme,
            Host = request.Host.Value,
            Headers = request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            HeadersOfHost = context.BindingContext.BindingData["Headers"] as string,
        });

    [Function("Files")]
    public IActionResult Files([HttpTrigger(AuthorizationLevel.Anonymous, Route = "files/{*path}")] HttpRequest request, string? path) =>
        new ContentResult { Content = $"{request.Method} {path}" };

    [Function("PostOnly")]
    public IActionResult PostOnly([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "postOnly")] HttpRequest request) => new OkResult();

    [Function("Unrouted")]
    public IActionResult Unrouted([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => new OkResult();

    [Function("Throw")]
    public IActionResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throw")] HttpRequest request) =>
        throw new InvalidOperationException("Thrown by the function");

    [Function("Log")]
    public IActionResult Log([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "log/{text}")] HttpRequest request, string text)
    {
        log.LogDebug("Debug {Text}", text);
        log.LogInformation("Information {Text}", text);
        return new OkResult();
    }

    /// <summary>Takes a body piece by piece.</summary>
    [Function("Receive")]
    public async Task<IActionResult> ReceiveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "received/{name}")] HttpRequest request, string name)
    {
        long length = 0;
        for (ReadResult read = default; !read.IsCompleted;)
        {
            read = await request.BodyReader.ReadAsync();
            Received[name] = length += read.Buffer.Length;
            request.BodyReader.AdvanceTo(read.Buffer.End);
        }

        return new ContentResult { Content = $"{length}" };
    }

    /// <summary>How much of a body has come so far.</summary>
    [Function("Received")]
    public IActionResult ReceivedOf([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "received/{name}")] HttpRequest request, string name) =>
        new ContentResult { Content = $"{Received.GetValueOrDefault(name)}" };

    /// <summary>Sends one piece, and the other when a gate is opened.</summary>
    [Function("Send")]
    public async Task SendAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "gates/{name}/send")] HttpRequest request, string name)
    {
        await request.HttpContext.Response.WriteAsync("first ");
        await Gates.Of(name).PassAsync(CancellationToken.None);
        await request.HttpContext.Response.WriteAsync("second");
    }

    [Function("Setting")]
    public IActionResult Setting([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "settings/{name}")] HttpRequest request, string name) =>
        new ContentResult { Content = Environment.GetEnvironmentVariable(name) ?? "(none)" };

    [Function("Wait")]
    public async Task<IActionResult> WaitAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "gates/{name}/wait")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        await Gates.Of(name).PassAsync(cancellationToken);
        return new ContentResult { Content = "waited" };
    }

    /// <summary>Waits for what a test can do while the host takes no requests.</summary>
    [Function("AwaitFile")]
    public async Task<IActionResult> AwaitFileAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "awaitFile")] HttpRequest request)
    {
        Gates.Of("file").Open();
        await Gates.Of("file").PassAsync(CancellationToken.None);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(request.Query["path"]))
            await timer.WaitForNextTickAsync();
        return new ContentResult { Content = "waited" };
    }

    [Function("OpenGate")]
    public IActionResult OpenGate([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "gates/{name}")] HttpRequest request, string name)
    {
        Gates.Of(name).Open();
        return new OkResult();
    }

    [Function("Gate")]
    public IActionResult Gate([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "gates/{name}")] HttpRequest request, string name) =>
        new ContentResult { Content = Gates.Of(name).State };

    /// <summary>What queue functions and timers of this process did.</summary>
    [Function("Seen")]
    public IActionResult Seen([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "seen")] HttpRequest request) =>
        new JsonResult(Triggers.Seen.ToArray());
}
