namespace ImagePublishFunctions.Storage;

/// <summary>The right to change one image's members, until it expires.</summary>
/// <param name="Partition">Which cloud.</param>
/// <param name="Row">Which image.</param>
/// <param name="Expires">When another may take it.</param>
/// <param name="Version">What the row must still be when its holder gives it up.</param>
public sealed record Lease(string Partition, string Row, DateTimeOffset Expires, string Version);
