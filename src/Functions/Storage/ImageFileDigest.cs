using System.Security.Cryptography;
using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Storage;

/// <summary>What one pass over a file tells of it.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Md5">Lower-case hexadecimal, as are the others.</param>
/// <param name="Sha256">See <paramref name="Md5"/>.</param>
/// <param name="Sha512">See <paramref name="Md5"/>.</param>
/// <param name="Format">What its first and last bytes say it is.</param>
public sealed record ImageFileDigest(long Size, string Md5, string Sha256, string Sha512, DetectedFormat Format)
{
    /// <summary>The first block is all that the detector asks for.</summary>
    private const int BlockSize = DiskFormatDetector.HeadSize;

    /// <summary>
    /// Reads a file from front to back with two blocks of 1 MiB in memory: while the next one arrives, the three hashes take in the
    /// last, side by side, since each alone is slower than a network.
    /// </summary>
    public static async Task<ImageFileDigest> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        IncrementalHash[] hashes = [md5, sha256, sha512];

        byte[] block = new byte[BlockSize];
        byte[] next = new byte[BlockSize];
        int length = await FillAsync(content, block, cancellationToken);
        byte[] head = block[..length];
        byte[] tail = [];
        long size = 0;
        while (length > 0)
        {
            (byte[] data, int count) = (block, length);
            Task<int> reading = FillAsync(content, next, cancellationToken);
            IEnumerable<Task> hashing = hashes.Select(hash => Task.Run(() => hash.AppendData(data, 0, count), CancellationToken.None));
            await Task.WhenAll([reading, .. hashing]);

            size += count;
            tail = End([.. tail, .. End(data.AsSpan(0, count))]);
            (block, next, length) = (next, block, await reading);
        }

        return new ImageFileDigest(size, Hex(md5), Hex(sha256), Hex(sha512), DiskFormatDetector.Detect(head, tail));
    }

    private static async Task<int> FillAsync(Stream content, byte[] block, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken);

    private static byte[] End(ReadOnlySpan<byte> bytes) => [.. bytes[Math.Max(0, bytes.Length - DiskFormatDetector.TailSize)..]];

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
