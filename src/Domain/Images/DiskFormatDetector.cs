using System.Buffers.Binary;
using System.IO.Compression;

namespace ImagePublishFunctions.Domain.Images;

/// <summary>
/// Tells a file's format from its first and last bytes, since hypervisors do the same and don't ask what a file was declared to be.
/// Whatever shows no other format's signs is a raw disk.
/// </summary>
public static class DiskFormatDetector
{
    /// <summary>How many bytes of a file's beginning are looked at; of a shorter file, all.</summary>
    public const int HeadSize = 1 << 20;

    /// <summary>How many bytes of a file's end are looked at: a fixed VHD says what it is only there.</summary>
    public const int TailSize = 512;

    private const int TarBlock = 512;
    private const int IsoVolumeDescriptor = 32768;

    private static readonly byte[] Gzip = [0x1F, 0x8B];
    private static readonly byte[] Xz = [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00];
    private static readonly byte[] Zstd = [0x28, 0xB5, 0x2F, 0xFD];

    /// <summary>Names the format of a file.</summary>
    /// <param name="head">The first <see cref="HeadSize"/> bytes.</param>
    /// <param name="tail">The last <see cref="TailSize"/> bytes.</param>
    public static DetectedFormat Detect(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail) =>
        head.IsEmpty ? new DetectedFormat(null, "empty", "The file is empty.")
        : Qcow2Header.Matches(head) ? Qcow2Header.Read(head)
        : VmdkHeader.Matches(head) ? VmdkHeader.Read(head)
        : head.StartsWith("vhdxfile"u8) ? new DetectedFormat(DiskFormat.Vhdx, "a vhdx disk")
        : VhdFooter.Matches(head) ? VhdFooter.Read(head)
        : VdiHeader.Matches(head) ? VdiHeader.Read(head)
        : head.StartsWith(Gzip) ? InsideGzip(head)
        : Foreign(head) is { } foreign ? new DetectedFormat(null, foreign)
        : IsTar(head) ? new DetectedFormat(DiskFormat.Tar, "a tar archive")
        : VhdFooter.Matches(tail) ? VhdFooter.Read(tail)
        : head.Length > IsoVolumeDescriptor && head[(IsoVolumeDescriptor + 1)..].StartsWith("CD001"u8)
            ? new DetectedFormat(DiskFormat.Iso, "an ISO 9660 volume")
        : new DetectedFormat(DiskFormat.Raw, "a raw disk");

    private static string? Foreign(ReadOnlySpan<byte> head) =>
        head.StartsWith("QED\0"u8) ? "a QED disk"
        : head.StartsWith("WithoutFreeSpace"u8) || head.StartsWith("WithouFreSpacExt"u8) ? "a Parallels disk"
        : head.StartsWith("PK\x03\x04"u8) ? "a zip archive"
        : head.StartsWith(Xz) ? "compressed with xz"
        : head.StartsWith(Zstd) ? "compressed with zstd"
        : head.StartsWith("BZh"u8) ? "compressed with bzip2"
        : null;

    private static DetectedFormat InsideGzip(ReadOnlySpan<byte> head)
    {
        var other = new DetectedFormat(null, "compressed with gzip");
        using var stream = new GZipStream(new MemoryStream(head.ToArray()), CompressionMode.Decompress);
        byte[] first = new byte[TarBlock];
        try
        {
            return stream.ReadAtLeast(first, TarBlock, throwOnEndOfStream: false) == TarBlock && IsTar(first)
                ? new DetectedFormat(DiskFormat.TarGz, "a tar archive compressed with gzip")
                : other;
        }
        catch (InvalidDataException)
        {
            return other;
        }
    }

    /// <summary>By the header's own checksum (POSIX.1-1988, ustar): old archives have no magic.</summary>
    private static bool IsTar(ReadOnlySpan<byte> head)
    {
        if (head.Length < TarBlock || head[0] == 0) return false;
        ReadOnlySpan<byte> field = head.Slice(148, 8).Trim(" \0"u8);
        int expected = 0;
        foreach (byte digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7') return false;
            expected = (expected * 8) + digit - '0';
        }

        int sum = 8 * ' ';
        for (int i = 0; i < TarBlock; i++) sum += i is >= 148 and < 156 ? 0 : head[i];
        return !field.IsEmpty && sum == expected;
    }

    /// <summary>VirtualBox's disk: its signature stands after 64 bytes of text, its kind 12 bytes further.</summary>
    private static class VdiHeader
    {
        private const uint Signature = 0xBEDA107F;
        private const uint Differencing = 4;

        public static bool Matches(ReadOnlySpan<byte> head) =>
            head.Length >= 80 && BinaryPrimitives.ReadUInt32LittleEndian(head[64..]) == Signature;

        public static DetectedFormat Read(ReadOnlySpan<byte> head) =>
            new(DiskFormat.Vdi, "a vdi disk", BinaryPrimitives.ReadUInt32LittleEndian(head[76..]) >= Differencing
                ? "The vdi disk holds only the differences to another disk. Publish a complete one."
                : null);
    }

    /// <summary>Virtual PC's disk: a footer at the end, and a copy of it at the beginning of any but a fixed disk.</summary>
    private static class VhdFooter
    {
        private const uint Differencing = 4;

        public static bool Matches(ReadOnlySpan<byte> block) => block.Length >= 64 && block.StartsWith("conectix"u8);

        public static DetectedFormat Read(ReadOnlySpan<byte> block) =>
            new(DiskFormat.Vhd, "a vhd disk", BinaryPrimitives.ReadUInt32BigEndian(block[60..]) == Differencing
                ? "The vhd disk holds only the differences to another disk. Publish a complete one."
                : null);
    }
}
