using System.Security.Cryptography;
using System.Text;

namespace ImagePublishFunctions.Storage;

/// <summary>What makes a publish request repeatable: the client's key and what it was used for.</summary>
/// <param name="Row">The row of the key: hashed, since clients choose it freely.</param>
/// <param name="BodyHash">SHA-256 of resource and body; stored encrypted, since bodies hold passwords.</param>
public sealed record IdempotencyKey(string Row, byte[] BodyHash)
{
    /// <summary>Hashes a client's <c>Idempotency-Key</c>.</summary>
    /// <param name="key">The header's value.</param>
    /// <param name="resource">The resource that was posted to.</param>
    /// <param name="bodyHash">SHA-256 of the body.</param>
    public static IdempotencyKey Of(string key, string resource, ReadOnlySpan<byte> bodyHash)
    {
        byte[] request = SHA256.HashData([.. Encoding.UTF8.GetBytes(resource + "\n"), .. bodyHash]);
        return new IdempotencyKey(TableKey.Encode("idempotency/" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))), request);
    }
}
