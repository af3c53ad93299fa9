namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>An upload that a registry has begun.</summary>
/// <param name="Location">Where the next request goes: a new one comes with every answer, and docker-registry takes only the newest. A
/// secret: whoever has it may add to the upload at some registries.</param>
/// <param name="Offset">Bytes that the registry has.</param>
/// <param name="LeastChunk">The smallest chunk but the last that the registry takes, in bytes.</param>
public sealed record RegistryUpload(Uri Location, long Offset, long LeastChunk)
{
    /// <summary>Without the query, which may hold a secret.</summary>
    public override string ToString() => $"{Offset} bytes at {Location.Host}";
}
