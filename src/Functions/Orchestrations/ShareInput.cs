namespace ImagePublishFunctions.Orchestrations;

/// <summary>The input of <see cref="ShareImages"/>: a key and how far it is, never pairs.</summary>
/// <param name="Job">The job's id.</param>
/// <param name="Abandoned">True to only record what is not settled as failed, and close: an earlier run ended without doing so.</param>
/// <param name="Slices">How many slices the job has; null before it was planned.</param>
/// <param name="Next">The first slice that was not worked on.</param>
/// <param name="Succeeded">How many pairs of the slices before succeeded.</param>
/// <param name="Failed">How many of them failed.</param>
public sealed record ShareInput(string Job, bool Abandoned = false, int? Slices = null, int Next = 0, int Succeeded = 0, int Failed = 0);
