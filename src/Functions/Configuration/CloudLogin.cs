namespace ImagePublishFunctions.Configuration;

/// <summary>The operator's own login at a cloud: a user's password or an application credential. It never acts for a caller.</summary>
public sealed record CloudLogin
{
    /// <summary>Name of the user; with an application credential only where that is given by name.</summary>
    public string? User { get; init; }

    /// <summary>Name of the user's domain, or <c>default</c>; null: the default domain.</summary>
    public string? UserDomain { get; init; }

    /// <summary>The user's password; null with an application credential.</summary>
    public string? Password { get; init; }

    /// <summary>Name of the project; null: the user's default project, or the application credential's.</summary>
    public string? Project { get; init; }

    /// <summary>Id of an application credential; null for a password, or where it is given by name.</summary>
    public string? ApplicationCredentialId { get; init; }

    /// <summary>Name of an application credential of the user; null for a password, or where it is given by id.</summary>
    public string? ApplicationCredentialName { get; init; }

    /// <summary>Secret of the application credential; null for a password.</summary>
    public string? ApplicationCredentialSecret { get; init; }

    /// <summary>Who, never the secrets.</summary>
    public override string ToString() => ApplicationCredentialId ?? ApplicationCredentialName ?? User ?? "nobody";
}
