using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace CloudSimulator.Glance;

/// <summary>
/// Images in a folder: a JSON record and a data file each. Records of deleted images stay, since an id is never used twice.
/// </summary>
internal sealed class ImageStore
{
    private const int PieceSize = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly CloudSimulatorOptions _options;
    private ImmutableDictionary<Guid, ImageRecord> _images;

    public ImageStore(string folder, CloudSimulatorOptions options)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _options = options;
        _images = Directory.EnumerateFiles(_folder, "*.json")
            .Select(file => JsonSerializer.Deserialize<ImageRecord>(File.ReadAllBytes(file))!)
            .Select(image => image.Status == ImageRecord.Saving ? image with { Status = ImageRecord.Queued } : image)
            .ToImmutableDictionary(image => image.Id);
    }

    public IEnumerable<ImageRecord> All => _images.Values;

    public ImageRecord? Find(Guid id) => _images.GetValueOrDefault(id);

    public Stream OpenData(Guid id) => File.OpenRead(DataFile(id));

    /// <summary>False where the id was ever used.</summary>
    public bool TryAdd(ImageRecord image)
    {
        lock (_gate)
        {
            if (_images.ContainsKey(image.Id))
            {
                return false;
            }

            Keep(image);
            return true;
        }
    }

    /// <summary>Changes the image as it is now; <paramref name="change"/> may throw.</summary>
    public ImageRecord Update(Guid id, Func<ImageRecord, ImageRecord> change)
    {
        lock (_gate)
        {
            var changed = change(_images[id]) with { UpdatedAt = _options.Time.GetUtcNow() };
            Keep(changed);
            return changed;
        }
    }

    public void Delete(Guid id)
    {
        Update(id, image => image with { Status = ImageRecord.Deleted });
        File.Delete(DataFile(id));
    }

    /// <summary>Writes the data and hashes them on the way; on any failure the image is queued again.</summary>
    /// <exception cref="GlanceError">413 over the cap or the quota; 410 where the image was deleted meanwhile.</exception>
    public async Task SaveDataAsync(ImageRecord image, Stream data, long? length, CancellationToken cancellation)
    {
        try
        {
            if (length > RemainingQuota(image))
            {
                throw OverQuota(image, length.Value);
            }

            var (size, checksum, hash) = await CopyAsync(image, data, cancellation);
            lock (_gate)
            {
                if (_images[image.Id].Status != ImageRecord.Saving)
                {
                    throw new GlanceError(
                        410, $"Image {image.Id} could not be found after upload. The image may have been deleted during the upload.");
                }

                Update(image.Id, saved => saved with { Status = ImageRecord.Active, Size = size, Checksum = checksum, Hash = hash });
            }
        }
        catch
        {
            File.Delete(DataFile(image.Id));
            Update(image.Id, failed => failed.Status == ImageRecord.Saving ? failed with { Status = ImageRecord.Queued } : failed);
            throw;
        }
    }

    private async Task<(long Size, string Checksum, string Hash)> CopyAsync(ImageRecord image, Stream data, CancellationToken cancellation)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        await using var file = new FileStream(DataFile(image.Id), FileMode.Create, FileAccess.Write, FileShare.Delete, bufferSize: 0);
        var quota = RemainingQuota(image);
        var buffer = new byte[PieceSize];
        var size = 0L;
        int read;
        while ((read = await data.ReadAtLeastAsync(buffer, PieceSize, throwOnEndOfStream: false, cancellation)) > 0)
        {
            size += read;
            if (size > _options.ImageSizeCap)
            {
                throw new GlanceError(413, "The incoming image is too large: The provided image is too large.");
            }

            if (size > quota)
            {
                throw OverQuota(image, size);
            }

            md5.AppendData(buffer, 0, read);
            sha512.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return (size, Convert.ToHexStringLower(md5.GetHashAndReset()), Convert.ToHexStringLower(sha512.GetHashAndReset()));
    }

    private long RemainingQuota(ImageRecord image) => _options.StorageQuota == 0
        ? long.MaxValue
        : _options.StorageQuota - _images.Values
            .Where(other => other.Owner == image.Owner && other.Status == ImageRecord.Active)
            .Sum(other => other.Size ?? 0);

    private GlanceError OverQuota(ImageRecord image, long size) => new(
        413,
        $"Image exceeds the storage quota: The size of the data {size} will exceed the limit. {RemainingQuota(image)} bytes remaining.");

    private void Keep(ImageRecord image)
    {
        var file = Path.Combine(_folder, $"{image.Id}.json");
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(image));
        File.Move(file + ".new", file, overwrite: true);
        _images = _images.SetItem(image.Id, image);
    }

    private string DataFile(Guid id) => Path.Combine(_folder, $"{id}.data");
}
