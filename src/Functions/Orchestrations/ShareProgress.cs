namespace ImagePublishFunctions.Orchestrations;

/// <summary>How far a job is.</summary>
/// <param name="Job">The job's id.</param>
/// <param name="Succeeded">How many pairs succeeded.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="Code">Why it failed as a whole; null when it did not.</param>
/// <param name="Reason">That for people.</param>
public sealed record ShareProgress(string Job, int Succeeded, int Failed, string? Code = null, string? Reason = null);
