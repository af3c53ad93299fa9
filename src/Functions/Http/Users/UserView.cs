using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Http.Users;

/// <summary>What a user looks like from outside.</summary>
/// <param name="Login">The login name.</param>
/// <param name="Entitlements">What the user may do, in order.</param>
/// <param name="IsAdministrator">True for an administrator.</param>
/// <param name="IsDisabled">True for a user who may not sign in.</param>
public sealed record UserView(string Login, IReadOnlyList<string> Entitlements, bool IsAdministrator, bool IsDisabled)
{
    /// <summary>The view of a user.</summary>
    public static UserView Of(User user) =>
        new(user.Login, [.. user.Entitlements.Order(StringComparer.Ordinal)], user.IsAdministrator, user.IsDisabled);
}
