using System.Security.Cryptography;
using System.Text;

namespace ImagePublishFunctions.Domain;

/// <summary>Name-based UUIDs of version 5 (RFC 9562 §5.5): the same name gives the same id wherever and however often it is made.</summary>
public static class NameBasedGuid
{
    private static readonly Guid Namespace = new("6f0f7a52-5f0e-5c39-9d6b-6d2b8f4a1c70");

    /// <summary>The id of a name within this product's own namespace.</summary>
    public static Guid Create(string name)
    {
        byte[] bytes = [.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1 for version 5; nothing secret depends on it
        Span<byte> hash = SHA1.HashData(bytes).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
