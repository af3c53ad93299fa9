using System.Collections.Concurrent;

namespace CloudSimulator.Registry;

/// <summary>What one repository has.</summary>
internal sealed class RegistryRepository
{
    /// <summary>Digests.</summary>
    public ConcurrentDictionary<string, bool> Blobs { get; } = new();

    /// <summary>By digest.</summary>
    public ConcurrentDictionary<string, (string MediaType, byte[] Content)> Manifests { get; } = new();

    /// <summary>Digests by tag.</summary>
    public ConcurrentDictionary<string, string> Tags { get; } = new();

    /// <summary>The digest of a reference that is a tag or a digest.</summary>
    public string? Resolve(string reference) =>
        Tags.TryGetValue(reference, out var digest) ? digest : Manifests.ContainsKey(reference) ? reference : null;
}
