namespace ImagePublishFunctions.Orchestrations;

/// <summary>How far a job is.</summary>
/// <param name="Job">The job's id.</param>
/// <param name="Succeeded">How many pairs succeeded.</param>
/// <param name="Failed">How many failed.</param>
public sealed record ShareProgress(string Job, int Succeeded, int Failed);
