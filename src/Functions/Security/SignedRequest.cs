using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ImagePublishFunctions.Security;

/// <summary>
/// A request signed with an API key, as UForge's SDK does (contract §3.1): HMAC-SHA1, keyed with the secret, over the URL behind the base
/// path, without its leading slash, with its query but for <c>signature</c>; standard Base64, in the query's <c>signature</c>.
/// </summary>
public sealed class SignedRequest
{
    private const string BasePath = "/api/";
    private const string SignatureParameter = "signature=";
    private readonly string _signature;
    private readonly string[] _signed;

    private SignedRequest(string publicKey, string signature, string[] signed)
    {
        PublicKey = publicKey;
        _signature = signature;
        _signed = signed;
    }

    /// <summary>The key that it names.</summary>
    public string PublicKey { get; }

    /// <summary>Reads a request; null when it names no key or has no signature.</summary>
    public static SignedRequest? Read(HttpRequest request)
    {
        string target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw && raw[0] == '/'
            ? raw
            : request.Path.ToUriComponent() + request.QueryString.Value;
        return Read(target, request.Path.Value ?? "");
    }

    /// <summary>Reads a request by its raw target, for example <c>/api/users/guest/pimages?apiKey=K&amp;signature=S</c>.</summary>
    /// <param name="target">As it was sent.</param>
    /// <param name="path">Its path, decoded.</param>
    public static SignedRequest? Read(string target, string path)
    {
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0) return null;
        string query = target[(mark + 1)..];
        var parameters = QueryHelpers.ParseQuery(query);
        if (parameters.GetValueOrDefault("apiKey") is not [{ Length: > 0 } key] || parameters.GetValueOrDefault("signature") is not [{ Length: > 0 } signature])
            return null;
        string rest = string.Join('&', query.Split('&').Where(part => !part.StartsWith(SignatureParameter, StringComparison.Ordinal)));
        return new SignedRequest(key, signature, [$"{Behind(target[..mark])}?{rest}", $"{Behind(QuoteAsPython(path))}?{rest}"]);
    }

    /// <summary>Signs text.</summary>
    public static string Sign(string text, string secret)
    {
#pragma warning disable CA5350 // the protocol's own choice
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
    }

    /// <summary>Whether the signature was made with a secret: over the path as it came, or as a client wrote it before a gateway wrote it anew.</summary>
    public bool Matches(string secret)
    {
        bool matches = false;
        foreach (string signed in _signed)
            matches |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(signed, secret)), Encoding.UTF8.GetBytes(_signature));
        return matches;
    }

    private static string Behind(string path) => path.StartsWith(BasePath, StringComparison.OrdinalIgnoreCase) ? path[BasePath.Length..] : path.TrimStart('/');

    /// <summary>Python 2's <c>quote()</c>: all but letters, digits and <c>_ . - /</c> becomes percent and two capital hexadecimal digits.</summary>
    private static string QuoteAsPython(string path)
    {
        var quoted = new StringBuilder(path.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'.' or (byte)'-' or (byte)'/') quoted.Append((char)b);
            else quoted.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return quoted.ToString();
    }
}
