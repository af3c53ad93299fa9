using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>The orchestrations as the durable worker takes them.</summary>
internal static class Orchestrators
{
    /// <summary>All of the app, by name.</summary>
    public static IReadOnlyDictionary<string, ITaskOrchestrator> All { get; } = new Dictionary<string, ITaskOrchestrator>
    {
        [nameof(PublishImage)] = Of<PublishInput>(PublishImage.RunAsync),
        [nameof(PublishToOpenStack)] = Of<PublishInput, PublishResult>(PublishToOpenStack.RunAsync),
        [nameof(PublishToContainerRegistry)] = Of<PublishInput, PublishResult>(PublishToContainerRegistry.RunAsync),
        [nameof(PublishToOpenTelekomCloud)] = Of<PublishInput, PublishResult>(PublishToOpenTelekomCloud.RunAsync),
        [nameof(AwaitOpenTelekomCloudImage)] = Of<OpenTelekomCloudWait, StepResult>(AwaitOpenTelekomCloudImage.RunAsync),
        [nameof(InspectImage)] = Of<InspectImageInput, InspectImageResult>(InspectImage.RunAsync),
        [nameof(DeletePublication)] = Of<PublishInput>(DeletePublication.RunAsync),
        [nameof(ShareImages)] = Of<ShareInput>(ShareImages.RunAsync),
        [nameof(AwaitShareBatches)] = Of<AwaitShareInput, AwaitShareResult>(AwaitShareBatches.RunAsync),
    };

    /// <summary>An orchestrator without a result.</summary>
    public static ITaskOrchestrator Of<TInput>(Func<TaskOrchestrationContext, Task> run) =>
        FuncTaskOrchestrator.Create<TInput, object?>(async (context, _) =>
        {
            await run(context);
            return null;
        });

    private static TaskOrchestrator<TInput, TOutput> Of<TInput, TOutput>(Func<TaskOrchestrationContext, Task<TOutput>> run) =>
        FuncTaskOrchestrator.Create<TInput, TOutput>((context, _) => run(context));
}
