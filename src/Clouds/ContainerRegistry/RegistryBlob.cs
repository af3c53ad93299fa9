using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>A blob that a registry shall have.</summary>
/// <param name="Digest">Of all its bytes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="OpenAsync">Opens a part: first byte and length. What the stream's reads throw is thrown as it is.</param>
public sealed record RegistryBlob(ContentDigest Digest, long Size, Func<long, long, CancellationToken, Task<Stream>> OpenAsync);
