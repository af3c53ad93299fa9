using System.Security.Cryptography;
using System.Text;
using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Storage;

/// <summary>What makes a publish request repeatable: the client's key and what it was used for.</summary>
/// <param name="Row">The row of the key: hashed, since clients choose it freely.</param>
/// <param name="BodyHash">SHA-256 of resource and body; stored encrypted, since bodies hold passwords.</param>
public sealed record IdempotencyKey(string Row, byte[] BodyHash)
{
    private const string Header = "Idempotency-Key";

    /// <summary>What makes a request repeatable; null without an <c>Idempotency-Key</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="resource">The resource that was posted to.</param>
    /// <param name="bodyHash">SHA-256 of the body.</param>
    /// <exception cref="RefusalException">400 for several keys or an empty one: a caller who gave one relies on it.</exception>
    public static IdempotencyKey? Of(HttpRequest request, string resource, ReadOnlySpan<byte> bodyHash) => request.Headers[Header] switch
    {
        [] => null,
        [{ Length: > 0 } key] => Of(key, resource, bodyHash),
        _ => throw new RefusalException(400, "IDEMPOTENCY_KEY_INVALID", "Idempotency-Key must be given once, and not empty.", Header),
    };

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
