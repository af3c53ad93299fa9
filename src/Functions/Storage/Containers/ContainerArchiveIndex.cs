using System.Security.Cryptography;
using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Storage.Containers;

/// <summary>
/// One pass over a tar archive: where each file lies, how long it is, and its digest, so that later a file is read by its place. Nothing
/// is unpacked to a disk; memory holds one buffer and the names.
/// </summary>
internal sealed class ContainerArchiveIndex
{
    private const int MostMembers = 50_000;
    private const int LongestName = 4096;
    private const int LongestExtension = 64 * 1024;

    private readonly Stream _tar;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly Dictionary<string, ArchiveMember> _files = [];
    private readonly Dictionary<string, string?> _links = [];
    private long _position;

    private ContainerArchiveIndex(Stream tar) => _tar = tar;

    /// <summary>Reads an archive from its first byte to the block that ends it.</summary>
    /// <exception cref="ContainerArchiveException">It is damaged, cut off, ambiguous or points out of itself.</exception>
    public static async Task<ArchiveContents> ReadAsync(Stream tar, CancellationToken cancellationToken)
    {
        var index = new ContainerArchiveIndex(tar);
        var extension = new PaxRecords();
        while (await index.ReadHeaderAsync(cancellationToken) is { } header)
        {
            extension = await index.ReadMemberAsync(header, extension, cancellationToken);
            if (index._files.Count + index._links.Count > MostMembers)
                throw new ContainerArchiveException($"The archive has more than {MostMembers} files.");
        }

        return new ArchiveContents(index._files, index._links);
    }

    private async Task<TarHeader?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        long at = _position;
        Memory<byte> block = _buffer.AsMemory(0, TarHeader.BlockSize);
        await FillAsync(block, "its list of files", cancellationToken);
        if (block.Span.IndexOfAnyExcept((byte)0) < 0) return null;
        return TarHeader.Read(block.Span) ?? throw new ContainerArchiveException($"The archive is damaged: no tar header at byte {at}.");
    }

    /// <returns>What the next header's fields are replaced with.</returns>
    private async Task<PaxRecords> ReadMemberAsync(TarHeader header, PaxRecords extension, CancellationToken cancellationToken)
    {
        switch (header.Type)
        {
            case 'x':
                byte[] records = await ReadExtensionAsync(header, cancellationToken);
                return PaxRecords.Read(records) ?? throw Damaged(header.Name, "an extended header that can't be used");
            case 'L':
                return extension with { Name = TarHeader.Text(await ReadExtensionAsync(header, cancellationToken)) };
            case 'K':
                return extension with { Link = TarHeader.Text(await ReadExtensionAsync(header, cancellationToken)) };
            case 'S':
                throw Damaged(header.Name, "a sparse file");
            case '0' or '7':
                await AddFileAsync(NameOf(extension.Name ?? header.Name), extension.Size ?? header.Size, cancellationToken);
                break;
            case '1' or '2':
                AddLink(NameOf(extension.Name ?? header.Name), extension.Link ?? header.Link, isSymbolic: header.Type == '2');
                break;
            default:
                if (header.Type == '5') NameOf(extension.Name ?? header.Name);
                await HashAsync(header.Name, extension.Size ?? header.Size, null, cancellationToken);
                break;
        }

        return new PaxRecords();
    }

    private async Task<byte[]> ReadExtensionAsync(TarHeader header, CancellationToken cancellationToken)
    {
        if (header.Size > LongestExtension) throw Damaged(header.Name, $"a header of {header.Size} bytes");
        byte[] content = new byte[header.Size];
        await FillAsync(content, header.Name, cancellationToken);
        await SkipPaddingAsync(header.Size, cancellationToken);
        return content;
    }

    private async Task AddFileAsync(string name, long size, CancellationToken cancellationToken)
    {
        long offset = _position;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool isGzip = await HashAsync(name, size, hash, cancellationToken);
        if (_links.ContainsKey(name) || !_files.TryAdd(name, new ArchiveMember(name, offset, size, ContentDigest.OfHash(hash.GetHashAndReset()), isGzip)))
            throw Twice(name);
    }

    private void AddLink(string name, string target, bool isSymbolic)
    {
        string from = isSymbolic && name.LastIndexOf('/') is >= 0 and var slash ? name[..slash] : "";
        if (_files.ContainsKey(name) || !_links.TryAdd(name, ArchivePath.Resolve(from, target))) throw Twice(name);
    }

    /// <returns>Whether the content begins as gzip does.</returns>
    private async Task<bool> HashAsync(string name, long size, IncrementalHash? hash, CancellationToken cancellationToken)
    {
        bool isGzip = false;
        for (long left = size; left > 0;)
        {
            Memory<byte> part = _buffer.AsMemory(0, (int)Math.Min(_buffer.Length, left));
            await FillAsync(part, name, cancellationToken);
            if (left == size) isGzip = part.Length > 1 && part.Span[0] == 0x1F && part.Span[1] == 0x8B;
            hash?.AppendData(part.Span);
            left -= part.Length;
        }

        await SkipPaddingAsync(size, cancellationToken);
        return isGzip;
    }

    private async Task SkipPaddingAsync(long size, CancellationToken cancellationToken)
    {
        int padding = (int)(-size & (TarHeader.BlockSize - 1));
        await FillAsync(_buffer.AsMemory(0, padding), "its last file", cancellationToken);
    }

    private async Task FillAsync(Memory<byte> part, string what, CancellationToken cancellationToken)
    {
        int count = await _tar.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
        _position += count;
        if (count < part.Length) throw new ContainerArchiveException($"The archive ends in the middle of {ContainerArchiveException.Show(what)}.");
    }

    private static string NameOf(string name) =>
        name.Length <= LongestName && ArchivePath.Resolve("", name) is { } path && !name.StartsWith('/')
            ? path
            : throw new ContainerArchiveException($"The archive's file {ContainerArchiveException.Show(name)} would lie outside of it.");

    private static ContainerArchiveException Twice(string name) =>
        new($"The archive has two files of the name {ContainerArchiveException.Show(name)}.");

    private static ContainerArchiveException Damaged(string name, string what) =>
        new($"The archive has {what} at {ContainerArchiveException.Show(name)}.");
}
