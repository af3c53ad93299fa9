using System.Net;
using DurableTask.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>
/// Durable Task's real worker and client on its in-memory engine. Other than Azure Storage's, that takes an event for an instance that ended
/// or never was without complaint – and tries for ever to deliver the latter – and, where a start brings no list of statuses that refuse it,
/// replaces even an instance at work.
/// </summary>
internal sealed class DurableTestEngine : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly GrpcChannel _channel;
    private readonly IHost _worker;

    private DurableTestEngine(WebApplication server, GrpcChannel channel, IHost worker)
    {
        _server = server;
        _channel = channel;
        _worker = worker;
        Client = worker.Services.GetRequiredService<DurableTaskClient>();
    }

    /// <summary>Starts and asks for orchestrations.</summary>
    public DurableTaskClient Client { get; }

    /// <summary>The histories of executions that ended, those that were continued as new included.</summary>
    public IReadOnlyCollection<RecordedHistory> Histories => _server.Services.GetRequiredService<InMemoryEngineServer>().Histories;

    /// <summary>Starts an engine with a worker.</summary>
    /// <param name="orchestrators">The worker's orchestrators by name.</param>
    /// <param name="activities">Adds its activities.</param>
    /// <param name="skipTimers">True: timers and the pauses of retries take no time, and the orchestrators' clock jumps over them.</param>
    public static async Task<DurableTestEngine> StartAsync(
        IReadOnlyDictionary<string, ITaskOrchestrator> orchestrators, Action<DurableTaskRegistry> activities, bool skipTimers)
    {
        WebApplication server = BuildServer(skipTimers);
        await server.StartAsync();
        GrpcChannel channel = GrpcChannel.ForAddress(server.Urls.Single());
        HostApplicationBuilder worker = Host.CreateEmptyApplicationBuilder(null);
        worker.Services.AddDurableTaskWorker(builder => builder.UseGrpc(channel).AddTasks(registry =>
        {
            foreach ((string name, ITaskOrchestrator orchestrator) in orchestrators) registry.AddOrchestrator(name, orchestrator);
            activities(registry);
        }));
        worker.Services.AddDurableTaskClient(builder => builder.UseGrpc(channel).RegisterDirectly());
        IHost host = worker.Build();
        await host.StartAsync();
        return new DurableTestEngine(server, channel, host);
    }

    /// <summary>Stops the worker first: the server waits for its connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync();
        _worker.Dispose();
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    private static WebApplication BuildServer(bool skipTimers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        var clock = new JumpingClock();
        var engine = new InMemoryEngine(skipTimers ? clock : null);
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<IOrchestrationService>(engine);
        builder.Services.AddSingleton<IOrchestrationServiceClient>(engine);
        builder.Services.AddSingleton<InMemoryEngineServer>();
        WebApplication server = builder.Build();
        server.MapGrpcService<InMemoryEngineServer>();
        return server;
    }
}
