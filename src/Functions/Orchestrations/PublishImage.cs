using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>
/// One publication from its ticket to its end. Whatever the end is, it goes through one place: what was half-made in the cloud is removed,
/// the ticket is closed, and once no lost worker can write any more the cloud is looked at again.
/// </summary>
public static class PublishImage
{
    /// <summary>
    /// How long after its ticket closed a worker that was lost may still write to the cloud: an activity looks at its ticket every second and
    /// gives up then, so what remains is one request's time limit.
    /// </summary>
    private static readonly TimeSpan LateWrites = TimeSpan.FromMinutes(5);

    /// <summary>A caller who cancels waits for the first clean-up; what takes longer goes on after the ticket is closed.</summary>
    private static readonly TimeSpan FirstCleanUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LaterCleanUp = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestSharePause = TimeSpan.FromMinutes(10);

    /// <summary>The ticket is closed by then, so nothing else would start the share again: it outlasts a storage that does not answer for hours.</summary>
    private static readonly TaskOptions ShareRetry = TaskOptions.FromRetryPolicy(
        new RetryPolicy(100, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <summary>The instances at which the <c>cancel</c> event of a publication is raised: itself and its recipe.</summary>
    public static IReadOnlyList<string> CancellableInstances(string instanceId) => [instanceId, RecipeInstanceId(instanceId)];

    /// <summary>Runs a publication.</summary>
    [Function(nameof(PublishImage))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        PublishInput publication = context.GetInput<PublishInput>()!;
        TicketStart ticket = await context.CallActivityAsync<TicketStart>(nameof(TicketActivities.BeginTicketAsync), publication, RecipeSteps.Retry);
        if (ticket.Recipe is null) return;

        PublishResult result = await PublishAsync(context, publication, ticket);
        bool clean = result.State == TicketState.Done || await CleanUpAsync(context, publication, ticket, FirstCleanUp);
        await context.CallActivityAsync(nameof(TicketActivities.CloseTicketAsync), new TicketEnd(publication.Ticket, result), RecipeSteps.Retry);
        if (result.State == TicketState.Done && ticket.IsShared) await ShareAsync(context, publication);
        if (result.State != TicketState.Done)
        {
            if (!clean) await CleanUpPatientlyAsync(context, publication, ticket);
            await context.CreateTimer(context.CurrentUtcDateTime + LateWrites, CancellationToken.None);
            await CleanUpPatientlyAsync(context, publication, ticket);
        }

        await context.CallActivityAsync(nameof(TicketActivities.ForgetTicketAsync), publication, RecipeSteps.Retry);
    }

    private static async Task<PublishResult> PublishAsync(TaskOrchestrationContext context, PublishInput publication, TicketStart ticket)
    {
        if (publication.Abandoned) return PublishResult.Failed("PUBLICATION_ABANDONED", "The publication ended without a result.");
        try
        {
            Task cancelled = context.WaitForExternalEvent<object?>(RecipeSteps.CancelEvent);
            Task<InspectImageResult> inspection = context.CallSubOrchestratorAsync<InspectImageResult>(
                nameof(InspectImage), new InspectImageInput(ticket.ImagePath, ticket.FileETag));
            if (await Task.WhenAny(inspection, cancelled) == cancelled) return PublishResult.Cancelled;
            InspectImageResult file = await inspection;
            if (file.Failure is not null) return PublishResult.Failed("IMAGE_FILE", file.Failure);

            return await context.CallSubOrchestratorAsync<PublishResult>(
                ticket.Recipe!, publication, new SubOrchestrationOptions(instanceId: RecipeInstanceId(context.InstanceId)));
        }
        catch (TaskFailedException failure)
        {
            return PublishResult.Failed("PUBLICATION_FAILED", $"A step kept failing: {FirstLine(failure.FailureDetails.ErrorMessage)}");
        }
    }

    /// <summary>Starts the share and waits for its end: until then the secrets of an account that came with the request are needed.</summary>
    private static async Task ShareAsync(TaskOrchestrationContext context, PublishInput publication)
    {
        await context.CallActivityAsync(nameof(PublicationShares.StartPublicationShareAsync), publication, ShareRetry);
        TimeSpan pause = TimeSpan.FromSeconds(1);
        while (!await context.CallActivityAsync<bool>(nameof(PublicationShares.IsPublicationShareOverAsync), publication, RecipeSteps.Retry))
        {
            await context.CreateTimer(context.CurrentUtcDateTime + pause, CancellationToken.None);
            pause = pause * 2 < LongestSharePause ? pause * 2 : LongestSharePause;
        }
    }

    private static async Task CleanUpPatientlyAsync(TaskOrchestrationContext context, PublishInput publication, TicketStart ticket)
    {
        for (int attempt = 1; attempt <= 12 && !await CleanUpAsync(context, publication, ticket, LaterCleanUp); attempt++)
            await context.CreateTimer(context.CurrentUtcDateTime + TimeSpan.FromSeconds(5 * attempt), CancellationToken.None);
    }

    private static async Task<bool> CleanUpAsync(TaskOrchestrationContext context, PublishInput publication, TicketStart ticket, TimeSpan limit)
    {
        var input = new CompensationInput(publication.Ticket, limit);
        StepResult step = await context.CallActivityAsync<StepResult>(ticket.Compensation, input, RecipeSteps.Retry);
        return step.Outcome != StepOutcome.Later;
    }

    internal static string FirstLine(string text)
    {
        string line = text.Split('\n')[0].Trim();
        return line.Length <= 200 ? line : line[..200];
    }

    private static string RecipeInstanceId(string instanceId) => instanceId + "-recipe";
}
