using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>A manifest or index in a registry.</summary>
/// <param name="MediaType">Its type.</param>
/// <param name="Content">Every byte of it.</param>
public sealed record RegistryManifest(string MediaType, byte[] Content)
{
    /// <summary>Computed from the content.</summary>
    public ContentDigest Digest { get; } = ContentDigest.Of(Content);
}
