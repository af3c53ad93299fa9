using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>
/// Runs one native member call as a share job and waits for its end. Whoever repeats a call whose answer was late or lost gets the first
/// one's job and its result; once that was told, the same call is a new job.
/// </summary>
public sealed class NativeShares(ShareIntake intake, NativeCallStore calls, ShareJobStore jobs, SharingDoorOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs the call; null when its job has not ended within the set time, and goes on.</summary>
    public async Task<PairResult?> RunAsync(ShareRequest request, CallerToken token, DurableTaskClient client, CancellationToken cancellationToken)
    {
        NativeCall call = await calls.JoinAsync(request, cancellationToken);
        ShareJob job = await intake.AcceptAsync(request, token, key: null, call.JobId, client, cancellationToken);
        DateTimeOffset limit = time.GetUtcNow() + options.NativeWait;
        for (TimeSpan pause = FirstPause; job.End is null; pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause)
        {
            if (time.GetUtcNow() >= limit) return null;
            await Task.Delay(pause, time, cancellationToken);
            job = await jobs.FindAsync(call.JobId, cancellationToken) ?? job;
        }

        var pair = new SharePair(request.Images[0], request.Projects[0]);
        PairResult? result = await jobs.FindResultAsync(call.JobId, pair, cancellationToken);
        await calls.TellAsync(job, cancellationToken);
        return result ?? new PairResult { Pair = pair, State = PairState.Failed, Code = job.ErrorCode, Reason = job.FailReason };
    }
}
