using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>Deletes a finished publication together with its image in the cloud: the record goes only when the image is gone.</summary>
public static class DeletePublication
{
    private const int MaxAttempts = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>The id under which a publication is deleted: derived from its path, so that it can run only once at a time.</summary>
    public static string InstanceIdOf(ResourcePath publication) => "delete-" + NameBasedGuid.Create(publication.Text).ToString("D");

    /// <summary>Runs a deletion.</summary>
    [Function(nameof(DeletePublication))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        PublishInput publication = context.GetInput<PublishInput>()!;
        string? removal = await context.CallActivityAsync<string?>(nameof(TicketActivities.BeginDeletionAsync), publication, RecipeSteps.Retry);
        if (removal is null) return;
        StepResult result = await RemoveAsync(context, publication, removal);
        await context.CallActivityAsync(nameof(TicketActivities.EndDeletionAsync), new DeletionEnd(publication.Ticket, result), RecipeSteps.Retry);
    }

    private static async Task<StepResult> RemoveAsync(TaskOrchestrationContext context, PublishInput publication, string removal)
    {
        TimeSpan pause = TimeSpan.FromSeconds(1);
        for (int attempt = 1; ; attempt++)
        {
            StepResult step = await TryRemoveAsync(context, publication, removal);
            if (step.Outcome != StepOutcome.Later || attempt == MaxAttempts) return step;
            await context.CreateTimer(context.CurrentUtcDateTime + pause, CancellationToken.None);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private static async Task<StepResult> TryRemoveAsync(TaskOrchestrationContext context, PublishInput publication, string removal)
    {
        try
        {
            return await context.CallActivityAsync<StepResult>(removal, new CompensationInput(publication.Ticket, Limit), RecipeSteps.Retry);
        }
        catch (TaskFailedException failure)
        {
            return StepResult.Later("REMOVAL_FAILED", PublishImage.FirstLine(failure.FailureDetails.ErrorMessage));
        }
    }
}
