using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>Stands before Glance and holds back its answer to the first member that is added: the cloud has done it, and nobody knows.</summary>
internal sealed class HoldingProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _glance;
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HoldingProxy(WebApplication app, Uri glance)
    {
        _app = app;
        _glance = new HttpClient { BaseAddress = glance };
    }

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.Single();

    /// <summary>Completes when Glance has answered and the answer is held.</summary>
    public Task Held => _held.Task;

    public static async Task<HoldingProxy> StartAsync(Uri glance)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        var proxy = new HoldingProxy(app, glance);
        app.Run(proxy.ServeAsync);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _glance.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), $"{http.Request.Path.ToUriComponent()}{http.Request.QueryString}");
        request.Headers.Add("X-Auth-Token", http.Request.Headers["X-Auth-Token"].ToString());
        request.Headers.Accept.ParseAdd("application/json");
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(http.Request.Body);
        using HttpResponseMessage answer = await _glance.SendAsync(request);
        if (http.Request.Method == "POST" && answer.IsSuccessStatusCode && _held.TrySetResult())
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await http.Response.Body.WriteAsync(await answer.Content.ReadAsByteArrayAsync());
    }
}
