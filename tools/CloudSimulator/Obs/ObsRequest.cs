namespace CloudSimulator.Obs;

/// <summary>A request that OBS carried out.</summary>
public sealed record ObsRequest(string Method, string Path, string Query);
