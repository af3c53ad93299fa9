using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>The recipe that publishes an image to Open Telekom Cloud: through its object storage, or straight to its image service.</summary>
public static class PublishToOpenTelekomCloud
{
    private const int PartsAtATime = 4;

    /// <summary>Publishes and tells how it ended; what it leaves half-made is removed by <see cref="PublishImage"/>.</summary>
    [Function(nameof(PublishToOpenTelekomCloud))]
    public static async Task<PublishResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        PublishInput publication = context.GetInput<PublishInput>()!;
        var steps = new RecipeSteps(context);
        try
        {
            await steps.RunAsync(nameof(OpenTelekomCloudActivities.SignInToOpenTelekomCloudAsync), publication);
            StepResult upload = await steps.RunAsync(nameof(OpenTelekomCloudStorageActivities.BeginObjectAsync), publication);
            if (upload.CloudId is { } id) await UploadAsync(steps, publication, id, (int)upload.Amount!);
            StepResult made = await steps.RunAsync(nameof(OpenTelekomCloudActivities.MakeOpenTelekomCloudImageAsync), publication);
            var wait = new OpenTelekomCloudWait(publication.Ticket, made.CloudId, context.CurrentUtcDateTime);
            StepResult image = await steps.RunSubAsync(nameof(AwaitOpenTelekomCloudImage), wait);
            await RemoveObjectAsync(steps, publication);
            return PublishResult.Done(image.CloudId!);
        }
        catch (RecipeEndedException ended)
        {
            return ended.Result;
        }
    }

    /// <summary>Each part is an activity of its own: one that is done is never sent again, whatever crashes.</summary>
    private static async Task UploadAsync(RecipeSteps steps, PublishInput publication, string upload, int parts)
    {
        long done = 0;
        await RecipeSteps.RunAllAsync(parts, PartsAtATime, async part =>
        {
            var input = new ObjectPartInput(publication.Ticket, upload, part + 1, done);
            done += (await steps.RunAsync(nameof(OpenTelekomCloudStorageActivities.PutObjectPartAsync), input)).Amount!.Value;
        });
        await steps.RunAsync(nameof(OpenTelekomCloudStorageActivities.CompleteObjectAsync), publication with { CloudId = upload });
    }

    /// <summary>The image is there: an object that can't be removed is no reason to take it away again.</summary>
    private static async Task RemoveObjectAsync(RecipeSteps steps, PublishInput publication)
    {
        try
        {
            await steps.RunAsync(nameof(OpenTelekomCloudStorageActivities.RemoveObjectAsync), publication);
        }
        catch (RecipeEndedException ended) when (ended.Result.State == TicketState.Failed)
        {
            // said in docs/publishing.md: the bucket's owner removes it, or a lifecycle rule does
        }
    }
}
