using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ImagePublishFunctions.Orchestrations;

/// <summary>Waits for the jobs of a cloud that works on slices by itself: asks with growing pauses, in histories of a few rounds.</summary>
public static class AwaitShareBatches
{
    private const int RoundsOfAHistory = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Waits until the cloud works on none of the slices.</summary>
    [Function(nameof(AwaitShareBatches))]
    public static async Task<AwaitShareResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        AwaitShareInput input = context.GetInput<AwaitShareInput>()!;
        var ended = new Dictionary<int, ShareSliceResult>(input.Ended ?? new Dictionary<int, ShareSliceResult>());
        for (int round = input.Round; ended.Count < input.Slices.Count; round++)
        {
            if (round == input.Round + RoundsOfAHistory)
            {
                context.ContinueAsNew(input with { Ended = ended, Round = round });
                return new AwaitShareResult([]);
            }

            await context.CreateTimer(context.CurrentUtcDateTime + PauseOf(round), CancellationToken.None);
            int[] open = [.. Enumerable.Range(0, input.Slices.Count).Where(slice => !ended.ContainsKey(slice))];
            ShareSliceResult[] results = await Task.WhenAll(open.Select(slice => ShareImages.RunSliceAsync(context, input.Slices[slice])));
            for (int i = 0; i < open.Length; i++)
            {
                if (!results[i].IsAtWork) ended[open[i]] = results[i];
            }
        }

        return new AwaitShareResult([.. Enumerable.Range(0, input.Slices.Count).Select(slice => ended[slice])]);
    }

    private static TimeSpan PauseOf(int round) => round < 4 ? FirstPause * (1 << round) : LongestPause;
}
