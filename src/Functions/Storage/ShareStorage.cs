namespace ImagePublishFunctions.Storage;

/// <summary>The tables and containers of shares, to be made at start.</summary>
public sealed class ShareStorage(ShareJobStore jobs, ShareSliceStore slices, ShareMatrices matrices, LeaseStore leases, NativeCallStore calls)
{
    /// <summary>Makes what is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => Task.WhenAll(
        jobs.EnsureAsync(cancellationToken),
        slices.EnsureAsync(cancellationToken),
        matrices.EnsureAsync(cancellationToken),
        leases.EnsureAsync(cancellationToken),
        calls.EnsureAsync(cancellationToken));
}
