namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>What a login at Keystone needs.</summary>
/// <param name="KeystoneUrl">With or without <c>/v3</c>, <c>/v2.0</c> and a trailing slash; may have a path prefix.</param>
/// <param name="GlanceUrl">With or without <c>/v2</c>; null: the catalogue's public image endpoint.</param>
/// <param name="Domain">v3: the name of the domain of user and project; null: the default domain.</param>
/// <param name="Project">v3: the project's name; null: the user's default project.</param>
/// <param name="Tenant">v2.0: the tenant's name; null: the user's default tenant.</param>
/// <param name="Region">Chooses among the catalogue's image endpoints; null: the first.</param>
public sealed record OpenStackCredentials(
    Uri KeystoneUrl,
    Uri? GlanceUrl,
    KeystoneVersion Version,
    string Login,
    string Password,
    string? Domain,
    string? Project,
    string? Tenant,
    string? Region)
{
    /// <summary>v3: logs in in place of login and password, and brings its own project; null for a password.</summary>
    public ApplicationCredential? ApplicationCredential { get; init; }

    /// <summary>Login and Keystone's host, never the password.</summary>
    public override string ToString() => $"{ApplicationCredential?.ToString() ?? Login} at {KeystoneUrl.Host}";
}
