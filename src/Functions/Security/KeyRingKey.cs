using Azure.Identity;
using Azure.Security.KeyVault.Secrets;

namespace ImagePublishFunctions.Security;

/// <summary>The 256-bit key that the Data Protection key ring is wrapped with.</summary>
public sealed class KeyRingKey
{
    private KeyRingKey(byte[] value) => Value = value;

    /// <summary>The key.</summary>
    internal byte[] Value { get; }

    /// <summary>A key of exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static KeyRingKey Of(byte[] value) =>
        value.Length == 32 ? new KeyRingKey(value) : throw new ArgumentException("The key ring's key must have 32 bytes.", nameof(value));

    /// <summary>
    /// Reads the key from Key Vault: setting <c>KeyRing:KeyVaultSecret</c> is the secret's address
    /// (<c>https://VAULT.vault.azure.net/secrets/NAME</c>), its value 32 bytes in Base64.
    /// </summary>
    /// <returns>Null without the setting: then the key ring is stored as it is, which is for local use only.</returns>
    public static KeyRingKey? From(IConfiguration configuration)
    {
        if (configuration["KeyRing:KeyVaultSecret"] is not { Length: > 0 } address) return null;
        var secret = new KeyVaultSecretIdentifier(new Uri(address));
        var client = new SecretClient(secret.VaultUri, new DefaultAzureCredential());
        return Of(Convert.FromBase64String(client.GetSecret(secret.Name, secret.Version).Value.Value));
    }
}
