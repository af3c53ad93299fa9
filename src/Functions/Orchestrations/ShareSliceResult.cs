namespace ImagePublishFunctions.Orchestrations;

/// <summary>Where a slice stands after a run.</summary>
/// <param name="Succeeded">How many of its pairs succeeded.</param>
/// <param name="Failed">How many of them failed for good.</param>
/// <param name="Open">How many may still succeed.</param>
/// <param name="PauseSeconds">How long the cloud asked to wait before the next run; 0 when it did not.</param>
/// <param name="IsAtWork">True while the cloud itself works on the slice, in a job of its own.</param>
public sealed record ShareSliceResult(int Succeeded, int Failed, int Open = 0, int PauseSeconds = 0, bool IsAtWork = false);
