namespace ImagePublishFunctions.Security;

/// <summary>A user of this backend.</summary>
public sealed record User
{
    /// <summary>Longest login name.</summary>
    public const int LongestLogin = 64;

    /// <summary>The login name, case-sensitive: 1 to 64 of letters, digits and <c>. _ @ + -</c>.</summary>
    public required string Login { get; init; }

    /// <summary>The password as <see cref="PasswordHash"/> writes it; null for a user without one.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>True for an administrator.</summary>
    public bool IsAdministrator { get; init; }

    /// <summary>True for a user who may not sign in.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>What the user may do; see <see cref="Entitlement.All"/>.</summary>
    public IReadOnlySet<string> Entitlements { get; init; } = new HashSet<string>();
}
