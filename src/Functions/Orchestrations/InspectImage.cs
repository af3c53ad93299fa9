using ImagePublishFunctions.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>
/// Reads an image's file once and writes size, hashes and format into the catalogue. Runs on its own when a caller says that a file is
/// complete, and as the first part of every publication; of a file that was inspected already it costs one read of a row.
/// </summary>
public static class InspectImage
{
    private static readonly TaskOptions Retry = TaskOptions.FromRetryPolicy(
        new RetryPolicy(5, TimeSpan.FromSeconds(2), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>Inspects the file that the <see cref="InspectImageInput"/> names and returns an <see cref="InspectImageResult"/>.</summary>
    [Function(nameof(InspectImage))]
    public static async Task<InspectImageResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        InspectImageInput input = context.GetInput<InspectImageInput>()!;
        try
        {
            return await context.CallActivityAsync<InspectImageResult>(
                nameof(ImageFileActivities.InspectImageFileAsync), input, Retry);
        }
        catch (TaskFailedException)
        {
            return await context.CallActivityAsync<InspectImageResult>(
                nameof(ImageFileActivities.GiveUpInspectionAsync), input, Retry);
        }
    }
}
