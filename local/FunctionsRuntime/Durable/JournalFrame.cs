using System.Buffers.Binary;
using System.Numerics;

namespace FunctionsRuntime.Durable;

/// <summary>
/// A committed batch in the file: a marker that JSON can't contain, the payload's length and a CRC-32C over length and payload
/// (both little endian), then the payload: journal records as JSON, one a line.
/// </summary>
internal static class JournalFrame
{
    public const int HeaderLength = 12;

    private const uint Marker = 0xFE_D7_F1_FF;

    /// <summary>Fills in the header before a payload that starts at <see cref="HeaderLength"/>.</summary>
    public static void Seal(Span<byte> frame)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Marker);
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], frame.Length - HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], Checksum(frame));
    }

    /// <summary>The length of the good frame at the beginning of <paramref name="bytes"/>, or 0 if there is none.</summary>
    public static int Measure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Marker)
        {
            return 0;
        }

        int payload = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (payload <= 0 || payload > bytes.Length - HeaderLength)
        {
            return 0;
        }

        ReadOnlySpan<byte> frame = bytes[..(HeaderLength + payload)];
        return Checksum(frame) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) ? frame.Length : 0;
    }

    /// <summary>The offset of the next good frame, or -1.</summary>
    public static int Find(ReadOnlySpan<byte> bytes)
    {
        Span<byte> marker = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(marker, Marker);
        for (int from = 0; bytes[from..].IndexOf(marker) is >= 0 and int found; from += found + 1)
        {
            if (Measure(bytes[(from + found)..]) > 0)
            {
                return from + found;
            }
        }

        return -1;
    }

    private static uint Checksum(ReadOnlySpan<byte> frame)
    {
        uint crc = uint.MaxValue;
        crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]));
        ReadOnlySpan<byte> rest = frame[HeaderLength..];
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        foreach (byte b in rest)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
