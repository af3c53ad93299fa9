using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Http.Shares;

/// <summary>A share as callers write it in JSON: the body of the users' own door, and the core of a message of the queue.</summary>
public record ShareBody
{
    /// <summary>What to do: <c>add</c>, <c>remove</c>, <c>accept</c>, <c>reject</c>, <c>reset</c> or <c>set</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Path of the stored account that acts, for example <c>users/guest/accounts/12</c>.</summary>
    public string? Account { get; init; }

    /// <summary>Name of the domain of the account's user and project; null for the default one.</summary>
    public string? Domain { get; init; }

    /// <summary>Name of the project that the account acts for; null for its user's default one.</summary>
    public string? Project { get; init; }

    /// <summary>The region whose image service is asked; null for the first one of the catalogue.</summary>
    public string? Region { get; init; }

    /// <summary>Ids of the images.</summary>
    public IReadOnlyList<string>? Images { get; init; }

    /// <summary>Ids (or names, where Keystone resolves them) of the projects.</summary>
    public IReadOnlyList<string>? Projects { get; init; }

    /// <summary>Name of a blob of container <c>share-matrices</c> that has the pairs, in place of images and projects.</summary>
    public string? Matrix { get; init; }

    /// <summary>With <c>set</c>: true to remove members that are not in the list.</summary>
    public bool RemoveSurplus { get; init; }

    /// <summary>Path of the stored account that accepts what was added.</summary>
    public string? AcceptAccount { get; init; }

    /// <summary>Name of the domain of the accepting account's user and project; null for the default one.</summary>
    public string? AcceptDomain { get; init; }

    /// <summary>Name of the project that the accepting account acts for; null for its user's default one.</summary>
    public string? AcceptProject { get; init; }

    /// <summary>With <c>accept</c>: the vault for a full-server image of Open Telekom Cloud.</summary>
    public string? VaultId { get; init; }

    /// <summary>Domain (account) id that the key of an encrypted image of Open Telekom Cloud is granted to first.</summary>
    public string? GrantDomain { get; init; }

    /// <summary>The share that this asks for.</summary>
    /// <param name="login">The user who owns it: accounts must be that user's.</param>
    /// <exception cref="RefusalException">400, naming the field; 404 for an account of somebody else.</exception>
    public virtual ShareRequest ToRequest(string login)
    {
        var request = new ShareRequest
        {
            Owner = JobOwner.User(login),
            Action = ReadAction(),
            Account = ReadAccount("account", Account, login) ?? throw Invalid("account", "account is missing: the stored account that acts."),
            AccountDomain = Domain,
            AccountProject = Project,
            AccountRegion = Region,
            AcceptDomain = AcceptDomain,
            AcceptProject = AcceptProject,
            Images = Distinct(Images),
            Projects = Distinct(Projects),
            Matrix = Matrix,
            RemoveSurplus = RemoveSurplus,
            AcceptAccount = ReadAccount("acceptAccount", AcceptAccount, login),
            VaultId = VaultId,
            GrantDomain = GrantDomain,
        };
        return Checked(request);
    }

    /// <summary>The same request once its form was checked.</summary>
    /// <exception cref="RefusalException">400, naming the field.</exception>
    protected static ShareRequest Checked(ShareRequest request) =>
        ShareRules.Check(request) is { } fault ? throw Invalid(fault.Field, fault.Message) : request;

    /// <summary>A refusal of one field.</summary>
    protected static RefusalException Invalid(string field, string message) => new(400, "SHARE_INVALID", message, field);

    private static string? ReadAccount(string field, string? text, string login)
    {
        if (text is null) return null;
        if (!ResourcePath.TryParse(text, out ResourcePath? path) || path.Collection != "accounts" || path.Parent is not null)
            throw Invalid(field, $"{field} must be an account's path, for example users/guest/accounts/12.");
        return path.Login == login ? path.Text : throw new RefusalException(404, "ACCOUNT_NOT_FOUND", "The cloud account was not found.", field);
    }

    private static string[] Distinct(IReadOnlyList<string>? values) => [.. (values ?? []).Select(value => value ?? "").Distinct()];

    private ShareAction ReadAction() => Action switch
    {
        "add" => ShareAction.Add,
        "remove" => ShareAction.Remove,
        "accept" => ShareAction.Accept,
        "reject" => ShareAction.Reject,
        "reset" => ShareAction.Reset,
        "set" => ShareAction.Set,
        _ => throw Invalid("action", "action must be add, remove, accept, reject, reset or set."),
    };
}
