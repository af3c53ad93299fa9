namespace ImagePublishFunctions.Orchestrations;

/// <summary>Where slices stand after the cloud worked on them.</summary>
/// <param name="Slices">In the order of the input.</param>
public sealed record AwaitShareResult(IReadOnlyList<ShareSliceResult> Slices);
