namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>An object in a bucket.</summary>
/// <param name="Size">Bytes; null where the service does not say.</param>
/// <param name="ETag">Without quotes: MD5 of an object sent as one, something of the service's own with <c>-n</c> of one sent in n parts.</param>
public sealed record ObsObject(long? Size, string? ETag);
