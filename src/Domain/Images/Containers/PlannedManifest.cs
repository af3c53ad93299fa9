namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>A manifest or index as it is put into the registry.</summary>
/// <param name="MediaType">Its type.</param>
/// <param name="Digest">Of the content.</param>
/// <param name="Content">Every byte of it.</param>
public sealed record PlannedManifest(string MediaType, ContentDigest Digest, ReadOnlyMemory<byte> Content);
