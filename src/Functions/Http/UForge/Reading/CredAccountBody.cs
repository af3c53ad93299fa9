using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>An account as a request gives it: a reference to a stored one, or an account of its own with its secrets kept apart.</summary>
public sealed record CredAccountBody
{
    /// <summary>The type that the body claims; null when it claims none.</summary>
    public string? TypeHint { get; init; }

    /// <summary>The account's path, for example <c>users/guest/accounts/12</c>.</summary>
    public ResourcePath? Path { get; init; }

    /// <summary>The account's id.</summary>
    public long? Id { get; init; }

    /// <summary>The account's name.</summary>
    public string? Name { get; init; }

    /// <summary><c>targetPlatform/type</c>, from the XSD's closed list.</summary>
    public string? PlatformType { get; init; }

    /// <summary><c>targetPlatform/name</c>: an administrator's label.</summary>
    public string? PlatformName { get; init; }

    /// <summary>The fields of any account type that are not secret, by name, in lexical form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The secret fields. A client that echoes a stored account echoes blanks: they are absent here.</summary>
    public AccountSecrets Secrets { get; init; } = AccountSecrets.None;

    /// <summary>
    /// True when a stored account is meant: by path or id whatever else is said (hammr echoes the whole account), by name alone when no
    /// secret is given with it.
    /// </summary>
    public bool IsReference => Path is not null || Id is not null || (Name is not null && Secrets.IsEmpty);

    /// <summary>The path of the stored account that is meant, null when it is meant by its name or not stored.</summary>
    /// <param name="login">The user in the request's path, whose account it must be.</param>
    /// <exception cref="RefusalException">404 for another user's account, as if it did not exist.</exception>
    public ResourcePath? ReferenceFor(string login)
    {
        if (Path is null) return Id is { } id ? ResourcePath.Of(login, "accounts", id) : null;
        return Path.Login == login
            ? Path
            : throw new RefusalException(404, "ACCOUNT_NOT_FOUND", $"There is no account {Path} for this user.", "credAccount/uri");
    }
}
