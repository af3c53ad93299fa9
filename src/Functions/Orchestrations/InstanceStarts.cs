using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>Starts orchestrations whose instance ids follow from what they work on.</summary>
internal static class InstanceStarts
{
    private static readonly OrchestrationRuntimeStatus[] AtWork = [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>Starts an instance unless it is at work already.</summary>
    public static async Task StartUnlessAtWorkAsync(
        this DurableTaskClient client, string orchestrator, string id, object input, CancellationToken cancellationToken)
    {
        var options = new StartOrchestrationOptions(id).WithDedupeStatuses(AtWork);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, cancellationToken);
        }
#pragma warning disable CA1031 // each backend refuses a known id with an exception of its own; that the instance is there is what counts
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            OrchestrationMetadata? instance = await client.GetInstanceAsync(id, cancellationToken);
            if (instance is null || instance.IsCompleted) throw;
        }
    }
}
