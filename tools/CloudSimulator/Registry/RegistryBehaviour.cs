namespace CloudSimulator.Registry;

/// <summary>What registries do differently.</summary>
public sealed record RegistryBehaviour
{
    /// <summary>Whether it asks for a token (Bearer) instead of a login (Basic).</summary>
    public bool Tokens { get; init; }

    /// <summary>Seconds that a token lives.</summary>
    public int TokenLifetime { get; init; } = 300;

    /// <summary>Whether it takes blobs from other repositories.</summary>
    public bool Mounts { get; init; } = true;

    /// <summary>Whether it takes blobs in chunks.</summary>
    public bool Chunks { get; init; } = true;

    /// <summary>Whether it permits deletions.</summary>
    public bool Deletes { get; init; } = true;

    /// <summary>Repositories that nobody may push to.</summary>
    public IReadOnlyList<string> Forbidden { get; init; } = [];
}
