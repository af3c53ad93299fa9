using FunctionsHost.Http;
using FunctionsHost.Settings;
using FunctionsHost.Triggers;
using FunctionsHost.Workers;
using Microsoft.AspNetCore.Connections;

namespace FunctionsHost;

/// <summary>The whole of it, from start to end.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(1);

    private readonly HostSettings _settings;
    private readonly WebApplication _app;
    private readonly LoopbackPorts _ports = new();
    private readonly ILogger _log;
    private volatile HttpDoor? _door;
    private int _requests;

    public LocalHost(HostSettings settings)
    {
        _settings = settings;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]); // Watching files takes what a machine has few of.
        builder.Logging.ClearProviders()
            .AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss.fff "))
            .AddFilter("FunctionsHost", LogLevel.Information) // Few, and scripts read them: not lost by a default in host.json.
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning).AddFilter("Yarp", LogLevel.Warning)
            .AddConfiguration(settings.Configuration.GetSection($"{HostSettings.JobHost}:logging"));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = settings.MaxRequestBody;
            _ports.Open(kestrel, settings.Port);
        });
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = grpc.MaxSendMessageSize = null);
        builder.Services.AddHttpForwarder().AddRouting();
        builder.Services
            .AddSingleton(settings).AddSingleton(_ports).AddSingleton<WorkerProcess>().AddSingleton<WorkerSupervisor>()
            .AddSingleton<HistoryRecorder>().AddSingleton<TriggerInvoker>().AddSingleton<TriggerHost>().AddSingleton<HttpDoor>();

        _app = builder.Build();
        _app.Use((context, next) => context.Connection.LocalPort == _ports.Grpc ? next(context) : HandleAsync(context));
        _app.MapGrpcService<WorkerSupervisor>();
        _log = _app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("FunctionsHost");
    }

    /// <summary>Returns when the process was asked to end, and all has ended in order.</summary>
    /// <exception cref="HostException">It cannot run.</exception>
    public async Task RunAsync()
    {
        WorkerSupervisor workers = _app.Services.GetRequiredService<WorkerSupervisor>();
        TriggerHost triggers = _app.Services.GetRequiredService<TriggerHost>();
        CancellationToken stopping = _app.Lifetime.ApplicationStopping;
        string storage = _settings.Storage;
        try
        {
            await OpenAsync();
            workers.Start();
            await StorageCheck.EnsureAsync(storage, stopping);
            triggers.Build(); // While the worker starts.
            await await Task.WhenAny(workers.GetAsync(stopping), workers.Completion);
            await triggers.StartAsync(stopping);
            _door = _app.Services.GetRequiredService<HttpDoor>();
            await Console.Out.WriteLineAsync($"Listening on http://127.0.0.1:{_ports.Http}");
            await workers.Completion.WaitAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Asked to end while it started.
        }
        finally
        {
            _door = null;
            await DrainAsync(triggers);
            await workers.StopAsync();
            await _app.StopAsync(LastAnswers);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task OpenAsync()
    {
        try
        {
            await _app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new HostException($"port {_settings.Port} is taken", e);
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        try
        {
            if (_door is { } door)
                await door.HandleAsync(context);
            else
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
        }
    }

    /// <summary>Lets what runs end, for some time.</summary>
    private async Task DrainAsync(TriggerHost triggers)
    {
        using CancellationTokenSource timeout = new(_settings.StopTimeout, TimeProvider.System);
        try
        {
            // The durable engine passes its partitions on first. Without storage it would try forever.
            await Task.WhenAll(triggers.StopAsync(timeout.Token), RequestsEndAsync(timeout.Token)).WaitAsync(timeout.Token);
        }
        catch (Exception e)
        {
            _log.LogWarning("Not all that ran has ended: {Reason}", e.Message);
        }
    }

    private async Task RequestsEndAsync(CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _requests) > 0)
            await Task.Delay(Moment, TimeProvider.System, cancellationToken);
    }
}
