using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>Stands between the backend and Glance and can hold back the answer to the next member that is added, after Glance gave it.</summary>
internal sealed class HeldGlance : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _glance;
    private TaskCompletionSource? _held;

    private HeldGlance(WebApplication app, Uri glance)
    {
        _app = app;
        _glance = new HttpClient { BaseAddress = glance };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    public static async Task<HeldGlance> StartAsync(Uri glance)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        var held = new HeldGlance(app, glance);
        app.Run(held.ForwardAsync);
        await app.StartAsync();
        held.Address = new Uri(app.Urls.First());
        return held;
    }

    /// <summary>Holds the next answer; the task ends when Glance has given it.</summary>
    public Task HoldNextAsync()
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _held.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _glance.Dispose();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        request.Headers.Add("X-Auth-Token", (string?)context.Request.Headers["X-Auth-Token"]);
        request.Headers.Accept.ParseAdd("application/json");
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.ContentType = new("application/json");
        }

        using HttpResponseMessage answer = await _glance.SendAsync(request);
        if (request.Method == HttpMethod.Post && Interlocked.Exchange(ref _held, null) is { } held)
        {
            held.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }
}
