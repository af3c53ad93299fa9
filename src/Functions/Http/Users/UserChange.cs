namespace ImagePublishFunctions.Http.Users;

/// <summary>What an administrator sets of a user; what is left out stays as it is.</summary>
/// <param name="Password">12 to 256 characters; needed for a new user.</param>
/// <param name="Entitlements">See <see cref="Security.Entitlement.All"/>.</param>
/// <param name="IsAdministrator">True for an administrator.</param>
/// <param name="IsDisabled">True for a user who may not sign in.</param>
public sealed record UserChange(string? Password, IReadOnlyList<string>? Entitlements, bool? IsAdministrator, bool? IsDisabled)
{
    /// <summary>A constant: never the password.</summary>
    public override string ToString() => nameof(UserChange);
}
