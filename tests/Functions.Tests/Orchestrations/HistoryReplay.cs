using Microsoft.DurableTask;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Worker.Grpc;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>Takes an orchestrator through a recorded history as the deployed worker does.</summary>
internal static class HistoryReplay
{
    /// <summary>How the orchestrator ends.</summary>
    /// <param name="recorded">What a host gave the orchestration trigger: an <see cref="OrchestratorRequest"/> with the whole history, as Base64.</param>
    /// <param name="orchestrator">The orchestrator as it is now.</param>
    /// <exception cref="InvalidOperationException">It takes other steps than the history has.</exception>
    public static OrchestrationStatus Run(string recorded, ITaskOrchestrator orchestrator)
    {
        string answer = GrpcOrchestrationRunner.LoadAndRun(recorded, orchestrator);
        OrchestratorResponse response = OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer));
        if (response.Actions is not [.., { CompleteOrchestration: { } end }])
            throw new InvalidOperationException($"The history has ended, the orchestrator goes on: {response.Actions}");
        if (end.OrchestrationStatus == OrchestrationStatus.Failed) throw new InvalidOperationException(end.FailureDetails.ToString());
        return end.OrchestrationStatus;
    }
}
