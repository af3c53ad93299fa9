using System.Buffers.Binary;

namespace ImagePublishFunctions.Domain.Images;

/// <summary>The header of a qcow2 disk (QEMU, docs/interop/qcow2): big-endian, 72 bytes in version 2, at least 104 in version 3.</summary>
internal static class Qcow2Header
{
    private const int BackingFileOffset = 8;
    private const int IncompatibleFeatures = 72;
    private const ulong Corrupt = 1 << 1;
    private const ulong ExternalDataFile = 1 << 2;
    private const ulong Known = 0b11111;

    public static bool Matches(ReadOnlySpan<byte> head) => head.Length >= 8 && head.StartsWith("QFI"u8) && head[3] == 0xFB;

    public static DetectedFormat Read(ReadOnlySpan<byte> head)
    {
        uint version = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        return new DetectedFormat(DiskFormat.Qcow2, "a qcow2 disk", Refusal(head, version));
    }

    private static string? Refusal(ReadOnlySpan<byte> head, uint version)
    {
        if (version is not (2 or 3)) return $"The file is a qcow disk of version {version}; only versions 2 and 3 can be published.";
        if (head.Length < (version == 2 ? 72 : 104)) return "The qcow2 disk ends within its header.";
        if (BinaryPrimitives.ReadUInt64BigEndian(head[BackingFileOffset..]) != 0)
        {
            return "The qcow2 disk has a backing file, which would not come with it. Publish a complete disk (qemu-img convert makes one).";
        }

        ulong features = version == 2 ? 0 : BinaryPrimitives.ReadUInt64BigEndian(head[IncompatibleFeatures..]);
        return (features & ExternalDataFile) != 0 ? "The qcow2 disk keeps its data in another file, which would not come with it."
            : (features & Corrupt) != 0 ? "The qcow2 disk is marked as corrupt."
            : (features & ~Known) != 0 ? "The qcow2 disk uses features that are not known here."
            : null;
    }
}
