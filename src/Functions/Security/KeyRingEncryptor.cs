using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace ImagePublishFunctions.Security;

/// <summary>Wraps the key ring's keys with AES-256-GCM: nonce, tag and ciphertext in Base64.</summary>
public sealed class KeyRingEncryptor(KeyRingKey key) : IXmlEncryptor
{
    internal const int NonceLength = 12;
    internal const int TagLength = 16;
    internal static readonly XName Element = "wrappedKey";

    /// <inheritdoc />
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        byte[] plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        byte[] wrapped = new byte[NonceLength + TagLength + plain.Length];
        Span<byte> nonce = wrapped.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Value, TagLength);
        aes.Encrypt(nonce, plain, wrapped.AsSpan(NonceLength + TagLength), wrapped.AsSpan(NonceLength, TagLength));
        return new EncryptedXmlInfo(new XElement(Element, Convert.ToBase64String(wrapped)), typeof(KeyRingDecryptor));
    }
}
