namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>What must hold of a share before it starts, wherever it came from.</summary>
public static class ShareRules
{
    /// <summary>The most pairs of one share.</summary>
    public const int MaximumPairs = 1_000_000;

    /// <summary>Longest id of a project: what Glance's table of members holds.</summary>
    public const int LongestProject = 255;

    /// <summary>Longest name or id of a domain, project, region or vault: what Keystone's tables hold.</summary>
    public const int LongestName = 255;

    /// <summary>Finds the first thing that is wrong, null when nothing is.</summary>
    public static ShareFault? Check(ShareRequest request) => CheckPairs(request) ?? CheckNames(request) ?? CheckOptions(request);

    /// <summary>Finds what is wrong with one pair: null, or words that follow the name of the field.</summary>
    public static string? WhyNotImage(string image) =>
        Guid.TryParseExact(image, "D", out Guid id) && id.ToString("D") == image ? null : "must be an image's id: a UUID in lower case, with dashes";

    /// <summary>Finds what is wrong with a project's id: null, or words that follow the name of the field.</summary>
    public static string? WhyNotProject(string project) =>
        project.Length is > 0 and <= LongestProject && !project.Any(char.IsControl) && project == project.Trim() && project is not ("." or "..")
            ? null
            : $"must be a project's id: 1 to {LongestProject} characters, no control characters, no blanks around it, not '.' or '..'";

    /// <summary>True for a queue that may take replies: a queue's name (Azure's rules) that ends in <c>-replies</c>.</summary>
    public static bool IsReplyQueue(string name) =>
        name.Length is > 8 and <= 63 && name.EndsWith("-replies", StringComparison.Ordinal) && char.IsAsciiLetterOrDigit(name[0])
        && !name.Contains("--", StringComparison.Ordinal) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static ShareFault? CheckPairs(ShareRequest request)
    {
        if (request.Matrix is { } matrix)
        {
            if (request.Images.Count > 0) return new ShareFault("images", "images can't be given together with matrix.");
            if (request.Projects.Count > 0) return new ShareFault("projects", "projects can't be given together with matrix.");
            return IsBlobName(matrix) ? null : new ShareFault("matrix", "matrix must be a blob's name: 1 to 1,024 characters, no control characters, no '..'.");
        }

        if (request.Images.Count == 0) return new ShareFault("images", "images must name at least one image, or matrix a blob.");
        if (request.Projects.Count == 0 && request is not { Action: ShareAction.Set, RemoveSurplus: true })
            return new ShareFault("projects", "projects must name at least one project.");
        if (IsAnswer(request.Action) && request.Projects.Count > 1)
            return new ShareFault("projects", $"projects must be the one that answers, for {Name(request.Action)}.");
        if ((long)request.Images.Count * request.Projects.Count > MaximumPairs)
            return new ShareFault("projects", $"projects times images is more than {MaximumPairs}.");
        return First("images", request.Images, WhyNotImage) ?? First("projects", request.Projects, WhyNotProject);
    }

    private static ShareFault? CheckNames(ShareRequest request)
    {
        (string Field, string? Value)[] names =
        [
            ("domain", request.AccountDomain),
            ("project", request.AccountProject),
            ("region", request.AccountRegion),
            ("acceptDomain", request.AcceptDomain),
            ("acceptProject", request.AcceptProject),
            ("vaultId", request.VaultId),
            ("grantDomain", request.GrantDomain),
        ];
        (string? field, _) = Array.Find(names, name => name.Value is { } value && (value.Length > LongestName || value.Any(char.IsControl)));
        return field is null ? null : new ShareFault(field, $"{field} has at most {LongestName} characters, no control characters.");
    }

    private static ShareFault? CheckOptions(ShareRequest request)
    {
        bool adds = request.Action is ShareAction.Add or ShareAction.Set;
        if (request.RemoveSurplus && request.Action != ShareAction.Set) return Only("removeSurplus", "set");
        if (request.AcceptAccount is not null && !adds) return Only("acceptAccount", "add and set");
        if (request.GrantDomain is not null && !adds) return Only("grantDomain", "add and set");
        if (request.VaultId is not null && request.Action != ShareAction.Accept) return Only("vaultId", "accept");
        if (request.ReplyQueue is { } queue && !IsReplyQueue(queue))
            return new ShareFault("replyQueue", "replyQueue must be a queue's name that ends in -replies.");
        return request.CorrelationId is { Length: > 256 } ? new ShareFault("correlationId", "correlationId has at most 256 characters.") : null;
    }

    private static bool IsAnswer(ShareAction action) => action is ShareAction.Accept or ShareAction.Reject or ShareAction.Reset;

    private static string Name(ShareAction action) => action.ToString().ToLowerInvariant();

    private static ShareFault Only(string field, string actions) => new(field, $"{field} goes with {actions} only.");

    private static bool IsBlobName(string name) =>
        name.Length is > 0 and <= 1024 && !name.Any(char.IsControl) && !name.Contains('\\', StringComparison.Ordinal)
        && name.Split('/').All(segment => segment is not ("" or "." or ".."));

    private static ShareFault? First(string field, IReadOnlyList<string> values, Func<string, string?> whyNot)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (whyNot(values[i]) is { } fault) return new ShareFault($"{field}[{i}]", $"{field}[{i}] {fault}.");
        }

        return null;
    }
}
