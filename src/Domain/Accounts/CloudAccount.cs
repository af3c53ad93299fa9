namespace ImagePublishFunctions.Domain.Accounts;

/// <summary>
/// An account at a target cloud without its secrets: stored under a user (<see cref="Path"/> set) or given with one publication only.
/// </summary>
public sealed record CloudAccount
{
    /// <summary>The account's type on the wire, for example <c>CredAccountOpenStack</c>; one of <see cref="AccountType.All"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Where the account is stored, for example <c>users/guest/accounts/12</c>; null for a one-off account.</summary>
    public string? Path { get; init; }

    /// <summary>The user's name for it; null for a one-off account without one.</summary>
    public string? Name { get; init; }

    /// <summary>The label of the target platform, for example <c>OpenStack</c>; its type follows from <see cref="Type"/>.</summary>
    public string? PlatformName { get; init; }

    /// <summary>The fields of the type that are not secret, by their wire names, in lexical form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The value of a field, null when it was not given.</summary>
    public string? this[string field] => Fields.GetValueOrDefault(field);
}
