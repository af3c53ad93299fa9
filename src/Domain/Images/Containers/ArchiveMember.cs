namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>A file in a tar archive.</summary>
/// <param name="Name">Its name from the archive's root, without <c>./</c>.</param>
/// <param name="Offset">Where its content begins in the tar archive, in bytes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Digest">Computed from its content.</param>
/// <param name="IsGzip">Whether its content begins as gzip does.</param>
public sealed record ArchiveMember(string Name, long Offset, long Size, ContentDigest Digest, bool IsGzip);
