using System.Text;

namespace ImagePublishFunctions.Security;

/// <summary>A user name and a password from an Authorization header (RFC 7617, UTF-8).</summary>
public sealed class BasicCredential
{
    private const string Scheme = "Basic ";

    private BasicCredential(string login, string password)
    {
        Login = login;
        Password = password;
    }

    /// <summary>The user name.</summary>
    public string Login { get; }

    /// <summary>The password.</summary>
    public string Password { get; }

    /// <summary>Reads a header; null when it is not Basic or malformed.</summary>
    public static BasicCredential? Read(string? header)
    {
        if (header is null || header.Length > 4096 || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        byte[] bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out int length)) return null;
        string text = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0 ? null : new BasicCredential(text[..colon], text[(colon + 1)..]);
    }
}
