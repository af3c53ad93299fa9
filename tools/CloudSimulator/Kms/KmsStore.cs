using System.Collections.Concurrent;

namespace CloudSimulator.Kms;

/// <summary>Which accounts may decrypt with which keys.</summary>
internal sealed class KmsStore
{
    /// <summary>The key that belongs to the service: it can't be granted.</summary>
    public const string DefaultKey = "default";

    private readonly ConcurrentDictionary<(string Key, string Account), string> _grants = new();

    public bool IsGranted(string key, string account) => _grants.ContainsKey((key, account));

    public string Grant(string key, string account) => _grants.GetOrAdd((key, account), _ => Guid.CreateVersion7().ToString("N"));
}
