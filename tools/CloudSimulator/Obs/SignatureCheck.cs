using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CloudSimulator.Ims;

namespace CloudSimulator.Obs;

/// <summary>Checks AWS Signature Version 4 of requests, on its own: it shares no code with what signs them.</summary>
internal sealed partial class SignatureCheck(ImsOptions options, string region)
{
    public bool IsSigned(HttpRequest request)
    {
        var match = Authorization().Match(request.Headers.Authorization.ToString());
        string date = request.Headers["X-Amz-Date"].ToString();
        string payload = request.Headers["X-Amz-Content-Sha256"].ToString();
        if (!match.Success || date.Length != 16 || match.Groups["key"].Value != options.AccessKeyId || match.Groups["region"].Value != region)
        {
            return false;
        }

        string[] names = match.Groups["headers"].Value.Split(';');
        string headers = string.Concat(names.Select(name => $"{name}:{(name == "host" ? request.Host.Value : request.Headers[name].ToString())}\n"));
        string query = string.Join('&', request.Query
            .Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value.ToString())}")
            .Order(StringComparer.Ordinal));
        string path = string.Join('/', request.Path.Value!.Split('/').Select(Uri.EscapeDataString));
        string canonical = $"{request.Method}\n{path}\n{query}\n{headers}\n{match.Groups["headers"].Value}\n{payload}";
        string scope = $"{date[..8]}/{region}/s3/aws4_request";
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        byte[] key = Encoding.UTF8.GetBytes($"AWS4{options.SecretAccessKey}");
        foreach (string part in new[] { date[..8], region, "s3", "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        byte[] expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hash}"));
        return Convert.ToHexStringLower(expected) == match.Groups["signature"].Value;
    }

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)/[0-9]{8}/(?<region>[^/]+)/s3/aws4_request, SignedHeaders=(?<headers>[^,]+), Signature=(?<signature>[0-9a-f]{64})$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Authorization();
}
