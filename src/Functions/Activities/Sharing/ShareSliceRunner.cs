using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>Runs a slice of a job within its time: what is settled is left alone, the rest is given to the driver of the cloud's kind.</summary>
public sealed class ShareSliceRunner(
    ShareJobStore jobs, ShareSliceSource slices, ShareSessions sessions, IEnumerable<IShareDriver> drivers, ShareOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs a slice. Safe to run twice, also after a run that was lost.</summary>
    public async Task<ShareSliceResult> RunAsync(ShareSliceInput input, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(input.Job, cancellationToken) is not { } job) return new ShareSliceResult(0, 0);
        IReadOnlyList<ImageProjects> images = await slices.ReadAsync(job, input.Slice, cancellationToken);
        List<PairResult> known = await jobs.ResultsBetweenAsync(job.Id, images[0].ImageId, images[^1].ImageId, cancellationToken);
        var work = new ShareWork(jobs, job, input, time.GetUtcNow() + options.SliceTime, images, known);
        if (input.Run == ShareSliceRun.GiveUp)
            await work.RecordOpenAsync(PairState.Failed, PairCodes.Abandoned, "The job ended before the pair was settled.", null, cancellationToken);
        else if (!work.IsSettled)
            await DriveAsync(work, cancellationToken);
        await work.FinishAsync(cancellationToken);
        return work.Result();
    }

    private async Task DriveAsync(ShareWork work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.SliceTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            TimeSpan pause = FirstPause;
            await RunOnceAsync(work, stop.Token);
            while (!work.IsSettled && !work.IsAtWork && IsTimeFor(work, pause))
            {
                await Task.Delay(work.Pause > pause ? work.Pause : pause, time, stop.Token);
                work.EndPause();
                pause *= 2;
                await RunOnceAsync(work, stop.Token);
            }
        }
        catch (CloudException e)
        {
            bool mayWorkLater = e.Kind != CloudErrorKind.Permanent;
            if (e.Code == CloudErrorCode.TokenRejected) sessions.Close(work.Job);
            if (e.RetryAfter is { } pause) work.AskForPause(pause);
            await work.RecordOpenAsync(mayWorkLater ? PairState.Pending : PairState.Failed, e.Code, e.Message, e.Status, cancellationToken);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // what was not settled is left to the next run
        }
    }

    /// <summary>What may work in a moment is tried again here: a run in the orchestration's history costs more.</summary>
    private bool IsTimeFor(ShareWork work, TimeSpan pause) =>
        time.GetUtcNow() + (work.Pause > pause ? work.Pause : pause) < work.Deadline - (options.SliceTime / 3);

    private async Task RunOnceAsync(ShareWork work, CancellationToken stop)
    {
        ShareSession session = await sessions.OpenAsync(work.Job, stop);
        IShareDriver driver = drivers.Single(driver => driver.Kind == session.Kind);
        try
        {
            await driver.RunAsync(work, stop);
        }
        catch (CloudException e) when (e.Code == CloudErrorCode.TokenRejected)
        {
            if (session.IsCallers) throw ShareSessions.Expired();
            sessions.Close(work.Job);
            await driver.RunAsync(work, stop);
        }
    }
}
