using System.Globalization;

namespace ImagePublishFunctions.Security;

/// <summary>How callers are told apart; settings <c>Security:*</c> and <c>AppServiceAuthentication:*</c>.</summary>
/// <param name="TrustedProxies">
/// How many proxies stand before this backend, each of which adds to X-Forwarded-For the address that it was called from; 0 to ignore that
/// header, which any caller can send.
/// </param>
/// <param name="ApiKeysQuota">How many API keys a user may have.</param>
/// <param name="PrincipalClaim">
/// The claim of App Service authentication's principal that holds the login name; null while that is off, so that a forged header is
/// ignored.
/// </param>
public sealed record SecurityOptions(int TrustedProxies = 0, int ApiKeysQuota = 5, string? PrincipalClaim = null)
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A number is none.</exception>
    public static SecurityOptions From(IConfiguration configuration) => new(
        Number(configuration, "Security:TrustedProxies", 0),
        Number(configuration, "Security:ApiKeysQuota", 5),
        string.Equals(configuration["AppServiceAuthentication:Enabled"], "true", StringComparison.OrdinalIgnoreCase)
            ? configuration["AppServiceAuthentication:Claim"] ?? "preferred_username"
            : null);

    private static int Number(IConfiguration configuration, string name, int otherwise) => configuration[name] is not { Length: > 0 } text
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidOperationException($"The setting {name} must be a whole number.");
}
