namespace ImagePublishFunctions.Orchestrations;

/// <summary>What <see cref="ShareImages"/> needs to know of a job.</summary>
/// <param name="IsClosed">True when it has ended already, or there is none.</param>
/// <param name="Slices">How many slices it has.</param>
/// <param name="Code">Why it has none: what is wrong with its matrix; null when nothing is.</param>
/// <param name="Reason">That for people.</param>
public sealed record SharePlan(bool IsClosed, int Slices, string? Code = null, string? Reason = null);
