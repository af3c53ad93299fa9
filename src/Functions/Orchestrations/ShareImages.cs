using ImagePublishFunctions.Activities;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>
/// One share job from its plan to its end. It works in waves of slices; a wave that leaves pairs open is run again after a pause, only those
/// slices and in them only those pairs. Its history grows with slices, never with pairs, and begins anew after a few waves.
/// </summary>
public static class ShareImages
{
    /// <summary>How many slices run at once: with the images of each that run at once, what a job asks of a cloud at one time.</summary>
    public const int SlicesOfAWave = 8;

    private const int WavesOfAHistory = 4;
    private const int MaxRuns = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>The id of a job's instance.</summary>
    public static string InstanceIdOf(string job) => "share-" + job;

    /// <summary>Runs a share job.</summary>
    [Function(nameof(ShareImages))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ShareInput share = context.GetInput<ShareInput>()!;
        if (share.Slices is null)
        {
            SharePlan plan = await context.CallActivityAsync<SharePlan>(nameof(ShareActivities.BeginShareAsync), share, RecipeSteps.Retry);
            if (plan.IsClosed) return;
            if (plan.Code is not null)
            {
                var refused = new ShareProgress(share.Job, 0, 0, plan.Code, plan.Reason);
                await context.CallActivityAsync(nameof(ShareActivities.CloseShareAsync), refused, RecipeSteps.Retry);
                return;
            }

            share = share with { Slices = plan.Slices };
        }

        for (int wave = 0; share.Next < share.Slices; wave++)
        {
            if (wave == WavesOfAHistory)
            {
                context.ContinueAsNew(share);
                return;
            }

            share = await RunWaveAsync(context, share, Math.Min(SlicesOfAWave, share.Slices!.Value - share.Next));
            if (share.Next < share.Slices)
                await context.CallActivityAsync(nameof(ShareActivities.ReportShareAsync), Progress(share), RecipeSteps.Retry);
        }

        await context.CallActivityAsync(nameof(ShareActivities.CloseShareAsync), Progress(share), RecipeSteps.Retry);
    }

    private static ShareProgress Progress(ShareInput share) => new(share.Job, share.Succeeded, share.Failed);

    private static async Task<ShareInput> RunWaveAsync(TaskOrchestrationContext context, ShareInput share, int count)
    {
        var results = new ShareSliceResult[count];
        int[] open = [.. Enumerable.Range(0, count)];
        int left = int.MaxValue;
        TimeSpan pause = FirstPause;
        for (int run = 1; ;)
        {
            ShareSliceRun kind = share.Abandoned ? ShareSliceRun.GiveUp : run < MaxRuns ? ShareSliceRun.More : ShareSliceRun.Last;
            ShareSliceResult[] done = await Task.WhenAll(
                open.Select(slice => RunSliceAsync(context, new ShareSliceInput(share.Job, share.Next + slice, kind))));
            for (int i = 0; i < open.Length; i++) results[open[i]] = done[i];
            await AwaitCloudAsync(context, share, kind, results);
            open = [.. open.Where(slice => results[slice].Open > 0)];
            if (open.Length == 0) break;

            bool gotFurther = open.Sum(slice => results[slice].Open) < left;
            left = open.Sum(slice => results[slice].Open);
            if (gotFurther) pause = FirstPause;
            else run++;
            TimeSpan asked = TimeSpan.FromSeconds(open.Max(slice => results[slice].PauseSeconds));
            await context.CreateTimer(context.CurrentUtcDateTime + (asked > pause ? asked : pause), CancellationToken.None);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        return share with
        {
            Next = share.Next + count,
            Succeeded = share.Succeeded + results.Sum(slice => slice.Succeeded),
            Failed = share.Failed + results.Sum(slice => slice.Failed),
        };
    }

    /// <summary>Waits for what the cloud itself works on, in a history of its own: nobody knows how often it will have to be asked.</summary>
    private static async Task AwaitCloudAsync(TaskOrchestrationContext context, ShareInput share, ShareSliceRun kind, ShareSliceResult[] results)
    {
        int[] atWork = [.. Enumerable.Range(0, results.Length).Where(slice => results[slice].IsAtWork)];
        if (atWork.Length == 0) return;
        var input = new AwaitShareInput([.. atWork.Select(slice => new ShareSliceInput(share.Job, share.Next + slice, kind))]);
        AwaitShareResult ended = await context.CallSubOrchestratorAsync<AwaitShareResult>(nameof(AwaitShareBatches), input);
        for (int i = 0; i < atWork.Length; i++) results[atWork[i]] = ended.Slices[i];
    }

    /// <summary>A slice whose run keeps throwing is given up; the other slices go on.</summary>
    internal static async Task<ShareSliceResult> RunSliceAsync(TaskOrchestrationContext context, ShareSliceInput slice)
    {
        try
        {
            return await context.CallActivityAsync<ShareSliceResult>(nameof(ShareActivities.RunShareSliceAsync), slice, RecipeSteps.Retry);
        }
        catch (TaskFailedException) when (slice.Run != ShareSliceRun.GiveUp)
        {
            return await context.CallActivityAsync<ShareSliceResult>(
                nameof(ShareActivities.RunShareSliceAsync), slice with { Run = ShareSliceRun.GiveUp }, RecipeSteps.Retry);
        }
    }
}
