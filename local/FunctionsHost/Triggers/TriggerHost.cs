using FunctionsHost.Functions;
using FunctionsHost.Settings;
using FunctionsHost.Workers;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Indexers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Newtonsoft.Json.Linq;

namespace FunctionsHost.Triggers;

/// <summary>The WebJobs host, which runs everything that is not HTTP: queues, timers and the durable engine.</summary>
internal sealed class TriggerHost(
    HostSettings settings, LoopbackPorts ports, WorkerSupervisor workers, TriggerInvoker invoker, ILoggerFactory loggers)
{
    private const string ClientProbe = "FunctionsHostDurableClient";

    private IHost? _host;
    private bool _started;

    /// <summary>What a durable client is bound to: the same for every call, so it is asked for once.</summary>
    public string? DurableClient { get; private set; }

    /// <summary>Makes all that can be made without a worker.</summary>
    public void Build() => _host = Make();

    /// <summary>Takes work, once a worker has said what its functions are.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IHost host = _host ?? throw new InvalidOperationException("Not built yet.");
        try
        {
            await host.StartAsync(cancellationToken);
            _started = true;
            if (UseDurableClients)
                await host.Services.GetRequiredService<IJobHost>().CallAsync(ClientProbe, new Dictionary<string, object>(), cancellationToken);
        }
        catch (FunctionIndexingException e)
        {
            throw new HostException($"{e.Message.TrimEnd('.')}: {e.InnerException?.Message}", e);
        }
    }

    /// <summary>Takes no more work, and returns when what runs has ended.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _started ? _host!.StopAsync(cancellationToken) : Task.CompletedTask;

    private bool UseDurableClients => workers.Functions.SelectMany(function => function.Inputs).Any(input => input.Is("durableClient"));

    private IHost Make() => new HostBuilder()
        .ConfigureWebJobs(builder =>
        {
            builder.AddAzureStorageCoreServices();
            builder.AddAzureStorageQueues();
            builder.AddTimers();
            builder.AddDurableTask();
            builder.Services.RemoveAll<ScheduleMonitor>();
            builder.Services.AddSingleton<ScheduleMonitor>(new BlobSchedules(settings));
            builder.Services.AddSingleton<IHostIdProvider>(new HostIdProvider(settings.HostId));
            builder.Services.AddSingleton<IWebHookProvider>(new WebHooks(ports));
        })
        .ConfigureAppConfiguration(builder =>
        {
            builder.Sources.Clear(); // ConfigureWebJobs adds some of its own.
            builder.AddConfiguration(settings.Configuration);
        })
        .ConfigureServices(services =>
        {
            services.RemoveAll<ILoggerFactory>();
            services.AddSingleton(loggers);
            services.AddSingleton<ITypeLocator>(
                provider => new FunctionTypes(() => MakeType(provider.GetRequiredService<IJobHostMetadataProvider>())));
            services.RemoveAll<IHostLifetime>();
            services.AddSingleton<IHostLifetime, NoSignals>();
        })
        .Build();

    private Type MakeType(IJobHostMetadataProvider extensions)
    {
        FunctionTypeBuilder type = new(new(extensions));
        foreach (Function function in workers.Functions.Where(function => !function.IsHttp))
            type.Add(function, arguments => invoker.InvokeAsync(function, arguments));
        if (UseDurableClients)
        {
            Functions.Binding client = new(new JObject { ["type"] = "durableClient", ["direction"] = "in" });
            type.AddProbe(ClientProbe, client, arguments =>
            {
                DurableClient = (string?)arguments[0];
                return Task.FromResult<object?>(null);
            });
        }

        return type.Build();
    }

    /// <summary>Makes the class when it is asked for: what that needs wants the locator itself.</summary>
    private sealed class FunctionTypes(Func<Type> make) : ITypeLocator
    {
        private readonly Lazy<Type> _type = new(make);

        public IReadOnlyList<Type> GetTypes() => [_type.Value];
    }

    private sealed class HostIdProvider(string id) : IHostIdProvider
    {
        public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult(id);
    }

    /// <summary>Without addresses for its own requests, the durable extension binds no clients.</summary>
    private sealed class WebHooks(LoopbackPorts ports) : IWebHookProvider
    {
        public Uri GetUrl(IExtensionConfigProvider extension) => new($"http://127.0.0.1:{ports.Http}/runtime/webhooks/durabletask");
    }

    /// <summary>The process's signals are the outer host's.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
