using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>
/// Signs requests by AWS Signature Version 4, as S3-compatible storage takes it (Amazon's "Signature Version 4 signing process"): a request
/// with its headers, its query and the hash of its body.
/// </summary>
/// <param name="keyId">The access key's public part.</param>
/// <param name="secret">Its secret part.</param>
/// <param name="region">The region of the scope.</param>
/// <param name="service">The service of the scope, <c>s3</c> for object storage.</param>
public sealed class AwsSignature(string keyId, string secret, string region, string service)
{
    /// <summary>Stands for the hash of a body that is not signed.</summary>
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>
    /// Adds <c>X-Amz-Date</c> and <c>Authorization</c>. All headers that the request has by then are signed, <c>Host</c> besides; those of its
    /// content are not.
    /// </summary>
    /// <param name="request">Its URL is absolute and escaped as it is sent.</param>
    /// <param name="payloadHash">SHA-256 of the body in lower-case hexadecimal, or <see cref="UnsignedPayload"/>.</param>
    /// <param name="now">UTC; a service refuses what is more than 15 minutes off.</param>
    public void Sign(HttpRequestMessage request, string payloadHash, DateTimeOffset now)
    {
        var moment = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Add("X-Amz-Date", moment);
        var url = request.RequestUri!;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = url.IsDefaultPort ? url.Host : url.Authority };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            headers[name.ToLowerInvariant()] = Joined(values);
        }

        var signed = string.Join(';', headers.Keys);
        var canonical = new StringBuilder()
            .Append(request.Method.Method).Append('\n')
            .Append(url.AbsolutePath).Append('\n')
            .Append(Query(url.Query)).Append('\n');
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }

        canonical.Append('\n').Append(signed).Append('\n').Append(payloadHash);
        var scope = $"{moment[..8]}/{region}/{service}/aws4_request";
        var text = $"{Algorithm}\n{moment}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var signature = Convert.ToHexStringLower(Hmac(Key(moment[..8]), text));
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"{Algorithm} Credential={keyId}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }

    /// <summary>SHA-256 as <see cref="Sign"/> takes it.</summary>
    public static string Hash(ReadOnlySpan<byte> payload) => Convert.ToHexStringLower(SHA256.HashData(payload));

    /// <summary>The key's id, never its secret.</summary>
    public override string ToString() => keyId;

    private static string Joined(HeaderStringValues values) =>
        string.Join(',', values.Select(value => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    private static string Query(string query) => string.Join('&', query.TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
        .Order(StringComparer.Ordinal));

    private byte[] Key(string day) => Hmac(Hmac(Hmac(Hmac(Encoding.UTF8.GetBytes($"AWS4{secret}"), day), region), service), "aws4_request");

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
