using System.Buffers.Binary;
using System.Text;

namespace ImagePublishFunctions.Storage.Containers;

/// <summary>
/// One header block of a tar archive (POSIX.1-1988 ustar, with GNU's numbers and long names). Read by hand: the framework's reader
/// takes an extended header of any length into memory, and an archive is anybody's.
/// </summary>
/// <param name="Name">The name, prefix included.</param>
/// <param name="Link">The target of a link.</param>
/// <param name="Size">Bytes of content that follow.</param>
/// <param name="Type">The type flag, <c>0</c> for a file.</param>
internal sealed record TarHeader(string Name, string Link, long Size, char Type)
{
    /// <summary>Bytes of a block; headers and contents begin at its multiples.</summary>
    public const int BlockSize = 512;

    /// <summary>The header in a block; null where its checksum is wrong or its size no number.</summary>
    public static TarHeader? Read(ReadOnlySpan<byte> block)
    {
        if (Number(block.Slice(148, 8)) != Checksum(block) || Number(block.Slice(124, 12)) is not { } size || size < 0) return null;
        string name = Text(block[..100]);
        bool hasPrefix = block.Slice(257, 6).SequenceEqual("ustar\0"u8) && block[345] != 0;
        char type = block[156] == 0 ? '0' : (char)block[156];
        if (hasPrefix) name = $"{Text(block.Slice(345, 155))}/{name}";
        return new TarHeader(name, Text(block.Slice(157, 100)), HasContent(type) ? size : 0, type);
    }

    /// <summary>Text up to the first zero byte.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>Links, devices and folders may give a size, but nothing follows them.</summary>
    private static bool HasContent(char type) => type is < '1' or > '6';

    private static long Checksum(ReadOnlySpan<byte> block)
    {
        long sum = 0;
        for (int i = 0; i < BlockSize; i++) sum += i is >= 148 and < 156 ? ' ' : block[i];
        return sum;
    }

    /// <summary>Octal digits; or, with the first bit set, GNU's big-endian binary.</summary>
    private static long? Number(ReadOnlySpan<byte> field)
    {
        if (field[0] == 0x80) return field[1..^8].IndexOfAnyExcept((byte)0) < 0 ? BinaryPrimitives.ReadInt64BigEndian(field[^8..]) : null;
        long number = 0;
        foreach (byte digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7') return null;
            number = (number * 8) + digit - '0';
        }

        return number;
    }
}
