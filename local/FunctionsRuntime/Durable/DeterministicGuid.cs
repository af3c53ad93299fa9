using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FunctionsRuntime.Durable;

/// <summary>The ids that orchestrators draw: RFC 9562 version 5, under the namespace that the Durable Task SDK uses.</summary>
internal static class DeterministicGuid
{
    private static readonly Guid Namespace = new("9e952958-5e33-4daf-827f-2fa12937b875");

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 asks for SHA-1; nothing is protected by it.")]
    public static Guid Create(string instanceId, DateTime now, int counter)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{instanceId}_{now:o}_{counter}");
        byte[] hash = SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
