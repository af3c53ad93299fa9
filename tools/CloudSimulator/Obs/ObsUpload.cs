using System.Collections.Concurrent;

namespace CloudSimulator.Obs;

/// <summary>An upload in parts that is neither complete nor aborted.</summary>
internal sealed class ObsUpload(string id, string bucket, string key)
{
    public string Id => id;

    public string Bucket => bucket;

    public string Key => key;

    /// <summary>By number: where it is kept, its MD5 and its size.</summary>
    public ConcurrentDictionary<int, (string File, string ETag, long Size)> Parts { get; } = new();
}
