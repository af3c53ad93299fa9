using System.Globalization;
using System.Security.Cryptography;

namespace ImagePublishFunctions.Security;

/// <summary>Hashes passwords with PBKDF2-HMAC-SHA256 (RFC 8018), written as <c>pbkdf2-sha256$iterations$salt$hash</c>, the last two Base64.</summary>
public static class PasswordHash
{
    private const string Scheme = "pbkdf2-sha256";
    private const int Iterations = 600_000;
    private const int Length = 32;

    /// <summary>Hashes a password under a new salt.</summary>
    public static string Create(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, Length);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>True when the password is the one that was hashed.</summary>
    public static bool Matches(string password, string hash)
    {
        string[] parts = hash.Split('$');
        if (parts is not [Scheme, var iterations, var salt, var expected]) return false;
        byte[] actual = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(salt), int.Parse(iterations, CultureInfo.InvariantCulture), HashAlgorithmName.SHA256, Length);
        return CryptographicOperations.FixedTimeEquals(actual, Convert.FromBase64String(expected));
    }
}
