namespace ImagePublishFunctions.Orchestrations;

/// <summary>The input of <see cref="AwaitShareBatches"/>.</summary>
/// <param name="Slices">The slices that the cloud works on.</param>
/// <param name="Ended">Those of them that have ended, by their place among the slices.</param>
/// <param name="Round">How often the cloud was asked.</param>
public sealed record AwaitShareInput(IReadOnlyList<ShareSliceInput> Slices, IReadOnlyDictionary<int, ShareSliceResult>? Ended = null, int Round = 0);
