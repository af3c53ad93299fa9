using ImagePublishFunctions.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>
/// Waits until Open Telekom Cloud has made an image: looks at its job, or at the image where the job is not known, with growing pauses.
/// Reads only, so it may be left behind. Its history begins anew after a while.
/// </summary>
public static class AwaitOpenTelekomCloudImage
{
    private const int LooksOfAHistory = 20;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    /// <summary>The cloud's own samples take up to 39 minutes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(4);

    /// <summary>Done with the image's id, or how it ended.</summary>
    [Function(nameof(AwaitOpenTelekomCloudImage))]
    public static async Task<StepResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        OpenTelekomCloudWait wait = context.GetInput<OpenTelekomCloudWait>()!;
        for (int look = 0; look < LooksOfAHistory; look++)
        {
            StepResult step = await context.CallActivityAsync<StepResult>(
                nameof(OpenTelekomCloudActivities.LookAtOpenTelekomCloudImageAsync), wait, RecipeSteps.Retry);
            if (step.Outcome != StepOutcome.Later) return step;
            if (context.CurrentUtcDateTime - wait.Since > Limit)
                return StepResult.Permanent("IMPORT_TIMED_OUT", $"The cloud did not finish within {Limit.TotalHours:0} hours: {step.Text}");
            await context.CreateTimer(context.CurrentUtcDateTime + wait.Pause, CancellationToken.None);
            wait = wait with { Pause = wait.Pause * 2 < LongestPause ? wait.Pause * 2 : LongestPause };
        }

        context.ContinueAsNew(wait);
        return StepResult.Done;
    }
}
