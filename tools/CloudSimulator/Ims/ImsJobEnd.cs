namespace CloudSimulator.Ims;

/// <summary>How a job went.</summary>
/// <param name="Error">null: it succeeded.</param>
/// <param name="Entities">What it tells.</param>
internal sealed record ImsJobEnd(ImsError? Error, Dictionary<string, object> Entities);
