namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>What a manifest or index says of a content that it refers to (OCI image specification, descriptor.md).</summary>
/// <param name="MediaType">The content's type.</param>
/// <param name="Digest">The content's digest.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Names">The names that annotations give an image: <c>org.opencontainers.image.ref.name</c> and containerd's image name.</param>
/// <param name="HasPlatform">Whether it says which platform it is for.</param>
public sealed record ContainerDescriptor(string MediaType, ContentDigest Digest, long Size, IReadOnlyList<string> Names, bool HasPlatform)
{
    /// <summary>Where an OCI layout keeps the content.</summary>
    public string LayoutPath => $"blobs/sha256/{Digest.Hex}";
}
