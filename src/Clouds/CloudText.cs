using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.Clouds;

/// <summary>Makes one plain, short line of what a cloud says in an error.</summary>
internal static partial class CloudText
{
    /// <summary>Characters that are kept of a cloud's own words.</summary>
    public const int MaximumLength = 400;

    /// <summary>Bytes; a longer body is no message for people.</summary>
    private const int LongestBody = 16 * 1024;

    private const RegexOptions UrlOptions = RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;

    /// <summary>
    /// The human message in an error body: <c>message</c> of Glance's JSON, <c>error.message</c> of Keystone's, <c>error_msg</c> of Open
    /// Telekom Cloud's in either place, the first of a registry's <c>errors</c>, else the text itself without markup; empty for a body that
    /// is too long. Every occurrence of a secret becomes ***.
    /// </summary>
    public static string FromErrorBody(byte[] body, IReadOnlyList<string> secrets)
    {
        if (body.Length > LongestBody)
        {
            return "";
        }

        var message = JsonMessage(body) ?? HtmlHead().Replace(Encoding.UTF8.GetString(body), " ");
        var plain = new StringBuilder(WebUtility.HtmlDecode(Tag().Replace(message, " ")));
        foreach (var secret in secrets.Where(secret => secret.Length > 0))
        {
            plain.Replace(secret, "***").Replace(Uri.EscapeDataString(secret), "***");
        }

        var line = UrlQuery().Replace(UrlUserInfo().Replace(plain.ToString(), "${scheme}"), "${path}");
        line = Blanks().Replace(line, " ").Trim();
        return line.Length <= MaximumLength ? line : string.Concat(line.AsSpan(0, MaximumLength), "…");
    }

    private static string? JsonMessage(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return Message(root) ?? (Property(root, "error") is { } error ? Message(error) : RegistryMessage(root));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Message(JsonElement element) => Text(element, "message") ?? Text(element, "error_msg");

    private static string? RegistryMessage(JsonElement root) =>
        Property(root, "errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0
            ? $"{Text(errors[0], "code")} {Text(errors[0], "message")}"
            : null;

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    [GeneratedRegex("<head.*?</head>", RegexOptions.Singleline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HtmlHead();

    [GeneratedRegex("<[^<>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?<scheme>\bhttps?://)[^/\s@""']*@", UrlOptions, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UrlUserInfo();

    [GeneratedRegex(@"(?<path>\bhttps?://[^\s?#""']*)[?#][^\s""']*", UrlOptions, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UrlQuery();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
