using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>Holds the lease of an image while a slice changes its members.</summary>
public sealed class ImageLeases(LeaseStore leases, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long after the end of a slice's time its leases still keep others away: a call that was given up then may still be carried out.
    /// </summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    /// <summary>Does what needs the lease; when another holds it until half of the slice's time is over, the image's pairs stay open.</summary>
    public async Task HoldAsync(ShareWork work, string cloud, ImageProjects image, Func<Task> change, CancellationToken stop)
    {
        if (await TakeAsync(work, cloud, image.ImageId, stop) is not { } lease)
        {
            await work.RecordAsync(
                work.OpenPairs(image).Select(pair => pair with { Code = PairCodes.ImageBusy, Reason = "Another job works on the image." }), stop);
            return;
        }

        await change();
        await leases.ReleaseAsync(lease, CancellationToken.None);
    }

    /// <summary>A lease is given up only when its holder knows what its calls did; otherwise it expires.</summary>
    private async Task<Lease?> TakeAsync(ShareWork work, string cloud, string imageId, CancellationToken stop)
    {
        DateTimeOffset end = time.GetUtcNow() + ((work.Deadline - time.GetUtcNow()) / 2);
        while (true)
        {
            TimeSpan duration = work.Deadline + Margin - time.GetUtcNow();
            Lease? lease = await leases.TryTakeAsync(cloud, imageId, duration, stop);
            if (lease is not null || time.GetUtcNow() >= end) return lease;
            await Task.Delay(Look, time, stop);
        }
    }
}
