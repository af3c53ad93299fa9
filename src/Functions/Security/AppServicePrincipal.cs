using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Security;

/// <summary>
/// Who App Service authentication says calls: header X-MS-CLIENT-PRINCIPAL, Base64 of JSON with <c>claims</c> of <c>typ</c> and <c>val</c>.
/// The platform removes the header from what callers send, but only while its authentication is on.
/// </summary>
internal static class AppServicePrincipal
{
    /// <summary>The value of a claim; null without a principal that has it.</summary>
    public static string? Claim(HttpRequest request, string type)
    {
        string header = request.Headers["X-MS-CLIENT-PRINCIPAL"].ToString();
        byte[] bytes = new byte[header.Length];
        if (header.Length is 0 or > 16_384 || !Convert.TryFromBase64String(header, bytes, out int length)) return null;
        try
        {
            using JsonDocument principal = JsonDocument.Parse(Encoding.UTF8.GetString(bytes, 0, length), new JsonDocumentOptions { MaxDepth = 8 });
            return principal.RootElement.GetProperty("claims").EnumerateArray()
                .Where(claim => claim.GetProperty("typ").GetString() == type)
                .Select(claim => claim.GetProperty("val").GetString())
                .FirstOrDefault();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
