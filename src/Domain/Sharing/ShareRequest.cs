namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>What a share asks for: checked in form, without secrets. Its pairs are every image with every project, each once.</summary>
public sealed record ShareRequest
{
    /// <summary>Who asked and may see the job.</summary>
    public required JobOwner Owner { get; init; }

    /// <summary>What to do.</summary>
    public required ShareAction Action { get; init; }

    /// <summary>Name of the configured cloud; null when <see cref="Account"/> tells it.</summary>
    public string? Cloud { get; init; }

    /// <summary>Path of the stored account that acts, for example <c>users/guest/accounts/12</c>; null when a caller's token acts.</summary>
    public string? Account { get; init; }

    /// <summary>Name of the project that <see cref="Account"/> acts for, or of its tenant with Keystone v2.0; null: its default one.</summary>
    public string? AccountProject { get; init; }

    /// <summary>Name of the domain of the account's user and project; null: the default domain.</summary>
    public string? AccountDomain { get; init; }

    /// <summary>Chooses among the image endpoints of the account's cloud; null: the first.</summary>
    public string? AccountRegion { get; init; }

    /// <summary>Path of the publication that made the image and with whose account it is shared; null for other shares.</summary>
    public string? Publication { get; init; }

    /// <summary>Ids of the images; empty when <see cref="Matrix"/> has the pairs.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Ids of the projects; for accept, reject and reset the one that answers.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    /// <summary>Name of the owner's blob that has the pairs, up to 1,000,000; null when they stand elsewhere.</summary>
    public string? Matrix { get; init; }

    /// <summary>Id of the job whose failed pairs are tried once more; null when the pairs stand here or in <see cref="Matrix"/>.</summary>
    public string? RetryOf { get; init; }

    /// <summary>With <see cref="ShareAction.Set"/>: true to remove members that are not in the list.</summary>
    public bool RemoveSurplus { get; init; }

    /// <summary>Path of the stored account that accepts what was added, on behalf of its own project; null when nobody does.</summary>
    public string? AcceptAccount { get; init; }

    /// <summary>Name of the project that <see cref="AcceptAccount"/> acts for; null: its default one.</summary>
    public string? AcceptProject { get; init; }

    /// <summary>Name of the domain of that account's user and project; null: the default domain.</summary>
    public string? AcceptDomain { get; init; }

    /// <summary>
    /// True to take the cloud's own word for what is so already: a member that is there is its 409, one that is not there its 404. False
    /// to count what is so already as success.
    /// </summary>
    public bool Strict { get; init; }

    /// <summary>The vault for full-server images of Open Telekom Cloud; null for others.</summary>
    public string? VaultId { get; init; }

    /// <summary>Domain (account) id of the recipients that the key of an encrypted image is granted to first; null to grant nothing.</summary>
    public string? GrantDomain { get; init; }

    /// <summary>Name of the queue that hears of progress and result, ending in <c>-replies</c>; null when none does.</summary>
    public string? ReplyQueue { get; init; }

    /// <summary>What the asker knows the share by; comes back in replies; null when it gave nothing.</summary>
    public string? CorrelationId { get; init; }
}
