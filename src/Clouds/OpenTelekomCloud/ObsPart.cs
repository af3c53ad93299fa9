namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>A part that an upload has.</summary>
/// <param name="Number">1 to 10,000.</param>
/// <param name="ETag">Without quotes; MD5 in lower-case hexadecimal, except where the bucket encrypts by itself.</param>
/// <param name="Size">Bytes.</param>
public sealed record ObsPart(int Number, string ETag, long Size);
