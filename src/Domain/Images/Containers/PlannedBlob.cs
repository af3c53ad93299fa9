namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>A configuration or layer that a registry must have.</summary>
/// <param name="Digest">Its digest, computed from the archive.</param>
/// <param name="Offset">Where it begins in the tar archive, in bytes.</param>
/// <param name="Size">In bytes.</param>
public sealed record PlannedBlob(ContentDigest Digest, long Offset, long Size);
