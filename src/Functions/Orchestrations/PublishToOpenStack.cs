using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>The recipe that publishes an image to an OpenStack Glance.</summary>
public static class PublishToOpenStack
{
    /// <summary>Publishes and tells how it ended; what it leaves half-made is removed by <see cref="PublishImage"/>.</summary>
    [Function(nameof(PublishToOpenStack))]
    public static async Task<PublishResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        PublishInput publication = context.GetInput<PublishInput>()!;
        var steps = new RecipeSteps(context);
        try
        {
            await steps.RunAsync(nameof(OpenStackActivities.SignInToOpenStackAsync), publication);
            StepResult image = await steps.RunAsync(nameof(OpenStackActivities.FindOrCreateOpenStackImageAsync), publication);
            PublishInput step = publication with { CloudId = image.CloudId };
            await steps.RunAsync(nameof(OpenStackActivities.UploadToOpenStackAsync), step);
            await steps.RunAsync(nameof(OpenStackActivities.AwaitActiveOpenStackImageAsync), step);
            await steps.RunAsync(nameof(OpenStackActivities.VerifyOpenStackImageAsync), step);
            await steps.RunAsync(nameof(OpenStackActivities.ReleaseOpenStackImageAsync), step);
            return PublishResult.Done(image.CloudId!);
        }
        catch (RecipeEndedException ended)
        {
            return ended.Result;
        }
    }
}
