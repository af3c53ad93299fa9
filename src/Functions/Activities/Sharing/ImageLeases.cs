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
            await RecordBusyAsync(work, image, stop);
            return;
        }

        await change();
        await leases.ReleaseAsync(lease, CancellationToken.None);
    }

    /// <summary>Says of an image's pairs that another job works on it.</summary>
    public static Task RecordBusyAsync(ShareWork work, ImageProjects image, CancellationToken stop) => work.RecordAsync(
        work.OpenPairs(image).Select(pair => pair with { Code = PairCodes.ImageBusy, Reason = "Another job works on the image." }), stop);

    /// <summary>
    /// Takes the lease of an image until after the slice's time; null when another holds it until half of that time is over. A lease is
    /// given up only when its holder knows what its calls did; otherwise it expires.
    /// </summary>
    public async Task<Lease?> TakeAsync(ShareWork work, string cloud, string imageId, CancellationToken stop)
    {
        DateTimeOffset end = time.GetUtcNow() + ((work.Deadline - time.GetUtcNow()) / 2);
        while (true)
        {
            Lease? lease = await leases.TryTakeAsync(cloud, imageId, work.Deadline + Margin - time.GetUtcNow(), stop);
            if (lease is not null || time.GetUtcNow() >= end) return lease;
            await Task.Delay(Look, time, stop);
        }
    }

    /// <summary>Keeps leases for a time beyond the slice's own; those that others took meanwhile are missing.</summary>
    public async Task<IReadOnlyList<Lease>> ExtendAsync(
        ShareWork work, IEnumerable<Lease> held, TimeSpan beyond, CancellationToken cancellationToken)
    {
        TimeSpan duration = work.Deadline + Margin + beyond - time.GetUtcNow();
        Lease?[] extended = await Task.WhenAll(held.Select(lease => leases.TryExtendAsync(lease, duration, cancellationToken)));
        return [.. extended.OfType<Lease>()];
    }

    /// <summary>Gives leases up.</summary>
    public Task ReleaseAsync(IEnumerable<Lease> held) => Task.WhenAll(held.Select(lease => leases.ReleaseAsync(lease, CancellationToken.None)));
}
