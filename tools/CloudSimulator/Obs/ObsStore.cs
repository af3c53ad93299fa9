using System.Collections.Concurrent;
using System.Security.Cryptography;
using CloudSimulator.Keystone;

namespace CloudSimulator.Obs;

/// <summary>Buckets with objects, and uploads in parts, in a folder.</summary>
internal sealed class ObsStore(string folder)
{
    private readonly ConcurrentDictionary<(string Bucket, string Key), string> _etags = new();
    private readonly ConcurrentDictionary<string, ObsUpload> _uploads = new();

    public IEnumerable<ObsUpload> Uploads => _uploads.Values;

    public IEnumerable<string> Keys => _etags.Keys.Select(name => name.Key);

    public string? FileOf(string bucket, string key) => _etags.ContainsKey((bucket, key)) ? ObjectFile(bucket, key) : null;

    public string ETagOf(string bucket, string key) => _etags[(bucket, key)];

    public ObsUpload Begin(string bucket, string key)
    {
        var upload = new ObsUpload(RandomNumberGenerator.GetHexString(32, lowercase: true), bucket, key);
        _uploads[upload.Id] = upload;
        return upload;
    }

    public ObsUpload? Find(string bucket, string key, string id) =>
        _uploads.GetValueOrDefault(id) is { } upload && upload.Bucket == bucket && upload.Key == key ? upload : null;

    public async Task<string> PutPartAsync(ObsUpload upload, int number, Stream data, CancellationToken cancellation)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "obs", "parts")).FullName, $"{upload.Id}-{number}-{Guid.CreateVersion7()}");
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = new byte[128 * 1024];
        var size = 0L;
        try
        {
            await using var target = File.Create(file);
            int read;
            while ((read = await data.ReadAsync(buffer, cancellation)) > 0)
            {
                md5.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
                size += read;
            }
        }
        catch
        {
            File.Delete(file);
            throw;
        }

        var etag = Convert.ToHexStringLower(md5.GetHashAndReset());
        upload.Parts[number] = (file, etag, size);
        return etag;
    }

    /// <summary>False where a part is not there, or has another ETag.</summary>
    public bool TryComplete(ObsUpload upload, IReadOnlyList<(int Number, string ETag)> parts, out string etag)
    {
        etag = $"{Identity.Id(string.Concat(parts))}-{parts.Count}";
        if (parts.Count == 0 || !parts.All(part => upload.Parts.TryGetValue(part.Number, out var kept) && kept.ETag == part.ETag))
        {
            return false;
        }

        using (var target = File.Create(ObjectFile(upload.Bucket, upload.Key)))
        {
            foreach (var (number, _) in parts)
            {
                using var part = File.OpenRead(upload.Parts[number].File);
                part.CopyTo(target);
            }
        }

        _etags[(upload.Bucket, upload.Key)] = etag;
        Abort(upload);
        return true;
    }

    public void Abort(ObsUpload upload)
    {
        _uploads.TryRemove(upload.Id, out _);
        foreach (var part in upload.Parts.Values)
        {
            File.Delete(part.File);
        }
    }

    public void Delete(string bucket, string key)
    {
        if (_etags.TryRemove((bucket, key), out _))
        {
            File.Delete(ObjectFile(bucket, key));
        }
    }

    private string ObjectFile(string bucket, string key) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "obs", "objects")).FullName, Identity.Id($"{bucket}:{key}"));
}
