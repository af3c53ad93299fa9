using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.DurableTriggers;
using FunctionsRuntime.Hosting.Http;
using FunctionsRuntime.Hosting.Invocation;
using FunctionsRuntime.Hosting.Queues;
using FunctionsRuntime.Hosting.Settings;
using FunctionsRuntime.Hosting.Timers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Hosting;

/// <summary>
/// Starts durable functions, queues and timers before Kestrel listens, and stops them after it: first no new work, then time for what
/// runs, then the cancellation of what still does.
/// </summary>
internal sealed partial class LocalRuntimeService(
    FunctionCatalog catalog,
    DurableFunctions durable,
    HostJson host,
    LocalHostOptions options,
    FunctionInvoker invoker,
    IServer server,
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggers) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new(Timeout.InfiniteTimeSpan, options.Time);
    private readonly ILogger _logger = loggers.CreateLogger<LocalRuntimeService>();
    private List<Task> _listeners = [];

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (HostedFunction function in catalog.Functions.Where(HttpAuthorization.NeedsKey))
        {
            KeyNotAsked(_logger, function.Name);
        }

        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await durable.StartAsync(catalog, invoker, services, loggers, cancellationToken);
        _ = durable.Completion.ContinueWith(
            StopForGood, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _listeners = [.. Listeners().Select(l => Task.Run(() => l.RunAsync(_stopping.Token, _aborting.Token), CancellationToken.None))];
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (string address in server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses)
        {
            options.Output.WriteLine($"Listening on {address}");
        }

        return options.Output.FlushAsync(cancellationToken);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _aborting.CancelAfter(host.Durable.StopTimeout);
        try
        {
            await Task.WhenAll([.. _listeners, durable.StopAsync(cancellationToken)]).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            StillRunning(_logger);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await durable.DisposeAsync();
        _stopping.Dispose();
        _aborting.Dispose();
    }

    /// <summary>Without its journal the process can keep no promise.</summary>
    private void StopForGood(Task journal)
    {
        JournalLost(_logger, journal.Exception!.GetBaseException());
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private IEnumerable<ITriggerListener> Listeners()
    {
        string timers = Path.Combine(Path.GetDirectoryName(host.Durable.JournalDirectory)!, "timers");
        foreach (var (function, schedule) in catalog.Timers)
        {
            yield return new TimerListener(function, schedule, timers, invoker, options.Time, loggers.CreateLogger<TimerListener>());
        }

        foreach (var (function, connection) in catalog.Queues)
        {
            var processor = new QueueMessageProcessor(
                function, connection, host.Queues, invoker, options.Time, loggers.CreateLogger<QueueMessageProcessor>());
            yield return new QueueListener(connection.Queue, processor, host.Queues, options.Time, loggers.CreateLogger<QueueListener>());
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "HTTP function {Function} isn't Anonymous: deployed it asks for a key, here it doesn't")]
    private static partial void KeyNotAsked(ILogger logger, string function);

    [LoggerMessage(2, LogLevel.Warning, "Some functions still run although the host stops")]
    private static partial void StillRunning(ILogger logger);

    [LoggerMessage(3, LogLevel.Critical, "The journal can't be written any more; the host stops")]
    private static partial void JournalLost(ILogger logger, Exception e);
}
