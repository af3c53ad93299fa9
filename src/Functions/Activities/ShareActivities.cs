using ImagePublishFunctions.Activities.Sharing;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>The steps of <see cref="ShareImages"/>. Each may run twice.</summary>
public sealed class ShareActivities(
    ShareJobStore jobs,
    OpenShares open,
    SecretStore secrets,
    ShareSliceSource source,
    ShareSliceRunner slices,
    ShareSessions sessions,
    IEnumerable<IShareObserver> observers,
    TimeProvider time)
{
    /// <summary>Sets a job running and tells how many slices it has.</summary>
    [Function(nameof(BeginShareAsync))]
    public async Task<SharePlan> BeginShareAsync([ActivityTrigger] ShareInput share, CancellationToken cancellationToken)
    {
        ShareJob? job = await jobs.ChangeAsync(
            share.Job, job => job.State == ShareJobState.Init ? job with { State = ShareJobState.Running } : null, cancellationToken);
        if (job is null || job.End is not null) return new SharePlan(IsClosed: true, Slices: 0);
        await jobs.IndexAsync(job, cancellationToken);
        try
        {
            (int count, int pairs) = await source.CutAsync(job, cancellationToken);
            if (pairs != job.Pairs)
                await jobs.ChangeAsync(share.Job, job => job.End is null ? job with { Pairs = pairs } : null, cancellationToken);
            return new SharePlan(IsClosed: false, count);
        }
        catch (FileNotFoundException e)
        {
            return new SharePlan(IsClosed: false, Slices: 0, "MATRIX_NOT_FOUND", e.Message);
        }
        catch (MatrixFormatException e)
        {
            return new SharePlan(IsClosed: false, Slices: 0, "MATRIX_MALFORMED", e.Message);
        }
    }

    /// <summary>Works on a slice until it is settled, waits for something, or its time is over.</summary>
    [Function(nameof(RunShareSliceAsync))]
    public Task<ShareSliceResult> RunShareSliceAsync([ActivityTrigger] ShareSliceInput slice, CancellationToken cancellationToken) =>
        slices.RunAsync(slice, cancellationToken);

    /// <summary>Writes how far a job is.</summary>
    [Function(nameof(ReportShareAsync))]
    public async Task ReportShareAsync([ActivityTrigger] ShareProgress progress, CancellationToken cancellationToken)
    {
        ShareJob? job = await jobs.ChangeAsync(
            progress.Job,
            job => job.End is null ? job with { Succeeded = progress.Succeeded, Failed = progress.Failed } : null,
            cancellationToken);
        if (job is null || job.End is not null) return;
        foreach (IShareObserver observer in observers) await observer.ProgressedAsync(job, cancellationToken);
    }

    /// <summary>Closes a job, removes its caller's token and, last, the row that keeps it among the open work.</summary>
    [Function(nameof(CloseShareAsync))]
    public async Task CloseShareAsync([ActivityTrigger] ShareProgress end, CancellationToken cancellationToken)
    {
        PairResult? failure = end.Failed > 0 ? await jobs.FirstFailureAsync(end.Job, cancellationToken) : null;
        ShareJob? job = await jobs.ChangeAsync(end.Job, job => job.End is null ? Close(job, end, failure) : null, cancellationToken);
        if (job is not null)
        {
            sessions.Close(job);
            foreach (IShareObserver observer in observers) await observer.EndedAsync(job, cancellationToken);
            if (job.SecretName is { } name) await secrets.DeleteAsync(name, cancellationToken);
        }

        await open.RemoveAsync(end.Job, cancellationToken);
    }

    private ShareJob Close(ShareJob job, ShareProgress end, PairResult? failure) => job with
    {
        State = end.Failed == 0 && end.Code is null ? ShareJobState.Success : ShareJobState.Fail,
        End = time.GetUtcNow(),
        Pairs = end.Succeeded + end.Failed,
        Succeeded = end.Succeeded,
        Failed = end.Failed,
        ErrorCode = end.Code ?? failure?.Code,
        FailReason = end.Reason ?? failure?.Reason,
    };
}
