using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace ImagePublishFunctions.Security;

/// <summary>Unwraps what <see cref="KeyRingEncryptor"/> wrapped; made by Data Protection from the name in the key's XML.</summary>
public sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    /// <inheritdoc />
    /// <exception cref="CryptographicException">The key is another one, or the element was changed.</exception>
    public XElement Decrypt(XElement encryptedElement)
    {
        byte[] wrapped = Convert.FromBase64String(encryptedElement.Value);
        byte[] plain = new byte[wrapped.Length - KeyRingEncryptor.NonceLength - KeyRingEncryptor.TagLength];
        using var aes = new AesGcm(services.GetRequiredService<KeyRingKey>().Value, KeyRingEncryptor.TagLength);
        aes.Decrypt(
            wrapped.AsSpan(0, KeyRingEncryptor.NonceLength),
            wrapped.AsSpan(KeyRingEncryptor.NonceLength + KeyRingEncryptor.TagLength),
            wrapped.AsSpan(KeyRingEncryptor.NonceLength, KeyRingEncryptor.TagLength),
            plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
