using System.Collections.Concurrent;
using DurableTask.Core;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>What stands between the engine and its worker: shows orchestrators the time of the engine's clock, and keeps histories that ended.</summary>
internal sealed class InMemoryEngineServer(
    IHostApplicationLifetime lifetime,
    ILoggerFactory loggers,
    IOrchestrationService service,
    IOrchestrationServiceClient client,
    IOptions<TaskHubGrpcServerOptions> options,
    JumpingClock clock) : TaskHubGrpcServer(lifetime, loggers, service, client, options)
{
    private readonly ConcurrentDictionary<string, OrchestratorRequest> _atWork = new();

    /// <summary>The histories of executions that ended, those that were continued as new included.</summary>
    public ConcurrentQueue<RecordedHistory> Histories { get; } = new();

    public override Task GetWorkItems(GetWorkItemsRequest request, IServerStreamWriter<WorkItem> responseStream, ServerCallContext context) =>
        base.GetWorkItems(request, new WorkItems(responseStream, this), context);

    public override Task<CompleteTaskResponse> CompleteOrchestratorTask(OrchestratorResponse request, ServerCallContext context)
    {
        if (request.Actions.Any(action => action.CompleteOrchestration is not null))
            Histories.Enqueue(new RecordedHistory(_atWork[request.InstanceId], request));
        return base.CompleteOrchestratorTask(request, context);
    }

    private void Pass(OrchestratorRequest request)
    {
        foreach (HistoryEvent e in request.PastEvents.Concat(request.NewEvents).Where(e => e.OrchestratorStarted is not null))
            e.Timestamp = clock.At(e.Timestamp.ToDateTime()).ToTimestamp();
        _atWork[request.InstanceId] = request;
    }

    private sealed class WorkItems(IServerStreamWriter<WorkItem> worker, InMemoryEngineServer server) : IServerStreamWriter<WorkItem>
    {
        public WriteOptions? WriteOptions
        {
            get => worker.WriteOptions;
            set => worker.WriteOptions = value;
        }

        public Task WriteAsync(WorkItem message)
        {
            if (message.OrchestratorRequest is { } request) server.Pass(request);
            return worker.WriteAsync(message);
        }
    }
}
