using ImagePublishFunctions.Activities.Sharing;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Queues;

/// <summary>Sends progress and result of jobs to the queue that their message named.</summary>
public sealed class ShareReplyObserver(ShareReplies replies, ShareJobStore jobs) : IShareObserver
{
    /// <inheritdoc />
    public Task ProgressedAsync(ShareJob job, CancellationToken cancellationToken) => job.Request.ReplyQueue is { } queue
        ? replies.SendAsync(queue, $"{job.Id}/{job.Succeeded + job.Failed}", ShareReplies.Progressed, job.Id, ShareReply.Of(job, []), cancellationToken)
        : Task.CompletedTask;

    /// <inheritdoc />
    public async Task EndedAsync(ShareJob job, CancellationToken cancellationToken)
    {
        if (job.Request.ReplyQueue is not { } queue) return;
        List<FailedPair> failures = job.Failed == 0
            ? []
            : await jobs.ResultsAsync(job.Id, cancellationToken)
                .Where(result => result.State == PairState.Failed)
                .Take(ShareReply.MostFailures)
                .Select(FailedPair.Of)
                .ToListAsync(cancellationToken);
        await replies.SendAsync(queue, $"{job.Id}/end", ShareReplies.Completed, job.Id, ShareReply.Of(job, failures), cancellationToken);
    }
}
