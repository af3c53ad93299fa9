using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>The recipe that publishes a container image to a registry: for Docker and OpenShift alike.</summary>
public static class PublishToContainerRegistry
{
    private const int BlobsAtATime = 4;

    /// <summary>Publishes and tells how it ended; what it leaves half-made is removed by <see cref="PublishImage"/>.</summary>
    [Function(nameof(PublishToContainerRegistry))]
    public static async Task<PublishResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        PublishInput publication = context.GetInput<PublishInput>()!;
        var steps = new RecipeSteps(context);
        try
        {
            await steps.RunAsync(nameof(ContainerRegistryActivities.SignInToContainerRegistryAsync), publication);
            await steps.RunAsync(nameof(ContainerArchiveActivities.UnpackContainerArchiveAsync), publication);
            StepResult plan = await steps.RunAsync(nameof(ContainerArchiveActivities.PlanContainerImageAsync), publication);
            await PushBlobsAsync(steps, publication, (int)plan.Amount!);
            StepResult image = await steps.RunAsync(nameof(ContainerRegistryActivities.PutContainerManifestsAsync), publication);
            await context.CallActivityAsync(nameof(ContainerArchiveActivities.ForgetContainerWorkAsync), publication, RecipeSteps.Retry);
            return PublishResult.Done(image.CloudId!);
        }
        catch (RecipeEndedException ended)
        {
            return ended.Result;
        }
    }

    /// <summary>Each blob is an activity of its own: one that is done is never sent again, whatever crashes.</summary>
    private static async Task PushBlobsAsync(RecipeSteps steps, PublishInput publication, int count)
    {
        long done = 0;
        await RecipeSteps.RunAllAsync(count, BlobsAtATime, async blob =>
        {
            var input = new ContainerBlobInput(publication.Ticket, blob, done);
            StepResult pushed = await steps.RunAsync(nameof(ContainerRegistryActivities.PushContainerBlobAsync), input);
            done += pushed.Amount!.Value;
        });
    }
}
