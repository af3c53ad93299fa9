using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>Is told how share jobs go; at least once each, also again after a crash.</summary>
public interface IShareObserver
{
    /// <summary>Some of a job's slices are done, others are not.</summary>
    Task ProgressedAsync(ShareJob job, CancellationToken cancellationToken);

    /// <summary>A job has ended; its results can all be read.</summary>
    Task EndedAsync(ShareJob job, CancellationToken cancellationToken);
}
