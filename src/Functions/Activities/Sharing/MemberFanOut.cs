using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>Plain OpenStack, and wherever the cloud's own word on each pair counts: a native call for every pair, some images at once, never two calls for one image.</summary>
public sealed class MemberFanOut(ShareSessions sessions, ImageLeases leases, ProjectNames names, ShareOptions options) : IShareDriver
{
    /// <inheritdoc />
    public CloudKind Kind => CloudKind.OpenStack;

    /// <inheritdoc />
    public async Task RunAsync(ShareWork work, CancellationToken stop)
    {
        ShareSession session = await sessions.OpenAsync(work.Job, stop);
        ShareSession? accepting = await sessions.OpenAcceptingAsync(work.Job, stop);
        IReadOnlyDictionary<string, string> ids = await names.ResolveAsync(work, session, stop);
        ImageProjects[] open = [.. work.Images.Where(image => work.OpenPairs(image).Count > 0)];
        IImageMembers members = sessions.MembersOf(session);
        IImageMembers? recipient = accepting is null ? null : sessions.MembersOf(accepting);
        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = options.ImagesAtOnce, CancellationToken = stop },
            async (image, stopImage) =>
            {
                if (work.Pause > TimeSpan.Zero) return;
                var share = new ImageShare(work, members, recipient, image, ids);
                await leases.HoldAsync(work, session.Cloud, image, () => share.RunAsync(stopImage), stopImage);
            });
    }
}
