namespace ImagePublishFunctions.Storage;

/// <summary>What the cloud works on for a slice, written before it is asked to.</summary>
/// <param name="Since">When it was asked.</param>
/// <param name="Batches">What it was asked for.</param>
/// <param name="Leases">The leases of the images, which are held until it is done.</param>
public sealed record ShareBatches(DateTimeOffset Since, IReadOnlyList<ShareBatch> Batches, IReadOnlyList<Lease> Leases);
