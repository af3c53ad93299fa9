namespace ImagePublishFunctions.Security;

/// <summary>Who calls, after its credential was verified.</summary>
/// <param name="Login">The user's login name; in supervisor mode the target's.</param>
/// <param name="IsAdministrator">True for an administrator, who may act on every user's resources.</param>
/// <param name="Entitlements">What the user may do, for example <c>image_publish</c> (contracts of UForge name them).</param>
public sealed record Caller(string Login, bool IsAdministrator, IReadOnlySet<string> Entitlements)
{
    /// <summary>In supervisor mode the administrator who acts for the user; else null.</summary>
    public string? Supervisor { get; init; }
}
