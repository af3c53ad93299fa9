using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.TestApp;

/// <summary>Logs outside of any invocation.</summary>
internal sealed class BackgroundLog(ILogger<BackgroundLog> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        log.LogError("Logged in the background");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
