namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>How long a registry may take.</summary>
public sealed record RegistryTimeouts
{
    /// <summary>A call other than an upload, from its start to the end of the answer.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An upload in which no byte moves.</summary>
    public TimeSpan UploadStall { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From an upload's last byte to its answer: some registries copy or hash the whole blob then.</summary>
    public TimeSpan UploadAnswer { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a chunk that is under way may still take after its upload was cancelled: docker-registry never lets go of an upload
    /// whose chunk was cut off, while one that ended at a chunk's end can be cancelled.
    /// </summary>
    public TimeSpan ChunkGrace { get; init; } = TimeSpan.FromMilliseconds(1500);
}
