using System.Buffers.Binary;
using System.Text;

namespace ImagePublishFunctions.Domain.Images;

/// <summary>
/// The header of a VMware disk (Virtual Disk Format 5.0): a sparse extent with its descriptor inside is one whole file;
/// a descriptor alone, a split disk or a snapshot names other files.
/// </summary>
internal static class VmdkHeader
{
    private const int SectorSize = 512;
    private const int DescriptorOffset = 28;
    private const int DescriptorSize = 36;
    private const int HeaderSize = 80;

    private static readonly string[] WholeFiles = ["monolithicSparse", "streamOptimized"];

    public static bool Matches(ReadOnlySpan<byte> head) =>
        head.StartsWith("KDMV"u8) || head.StartsWith("COWD"u8) || head.StartsWith("# Disk DescriptorFile"u8);

    public static DetectedFormat Read(ReadOnlySpan<byte> head) => new(DiskFormat.Vmdk, "a vmdk disk", Refusal(head));

    private static string? Refusal(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("KDMV"u8)) return "The vmdk disk lies in several files. Publish a disk in one file.";
        if (Descriptor(head) is not { } descriptor) return "The vmdk disk has no readable descriptor.";
        if (Value(descriptor, "parentCID") is { } parent && !parent.Equals("ffffffff", StringComparison.OrdinalIgnoreCase))
        {
            return "The vmdk disk holds only the differences to another disk. Publish a complete one.";
        }

        string? type = Value(descriptor, "createType");
        return WholeFiles.Contains(type, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"The vmdk disk is of type {type ?? "unknown"}; only {string.Join(" and ", WholeFiles)} can be published.";
    }

    private static string? Descriptor(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderSize) return null;
        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(head[DescriptorOffset..]);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(head[DescriptorSize..]);
        ulong sectors = (ulong)head.Length / SectorSize;
        return offset == 0 || offset > sectors || size > sectors - offset
            ? null
            : Encoding.Latin1.GetString(head.Slice((int)offset * SectorSize, (int)size * SectorSize)).TrimEnd('\0');
    }

    private static string? Value(string descriptor, string key)
    {
        foreach (string line in descriptor.Split('\n'))
        {
            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && parts[0].Equals(key, StringComparison.OrdinalIgnoreCase)) return parts[1].Trim('"', '\0', ' ', '\r');
        }

        return null;
    }
}
