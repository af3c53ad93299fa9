using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>Plain OpenStack: a native call for every pair, some images at once, never two calls for one image.</summary>
public sealed class MemberFanOut(ShareSessions sessions, ImageLeases leases, ShareOptions options) : IShareDriver
{
    /// <inheritdoc />
    public CloudKind Kind => CloudKind.OpenStack;

    /// <inheritdoc />
    public async Task RunAsync(ShareWork work, CancellationToken stop)
    {
        ShareSession session = await sessions.OpenAsync(work.Job, stop);
        ShareSession? accepting = await sessions.OpenAcceptingAsync(work.Job, stop);
        ImageProjects[] open = [.. work.Images.Where(image => work.OpenPairs(image).Count > 0)];
        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = options.ImagesAtOnce, CancellationToken = stop },
            (image, stopImage) => RunImageAsync(work, session, accepting, image, stopImage));
    }

    private async ValueTask RunImageAsync(ShareWork work, ShareSession session, ShareSession? accepting, ImageProjects image, CancellationToken stop)
    {
        if (work.Pause > TimeSpan.Zero) return;
        await leases.HoldAsync(
            work,
            session.Cloud,
            image,
            () => new ImageShare(work, sessions.MembersOf(session), accepting is null ? null : sessions.MembersOf(accepting), image).RunAsync(stop),
            stop);
    }
}
