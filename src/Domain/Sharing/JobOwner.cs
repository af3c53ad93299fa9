using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>Who may see a job: a user of this backend or a project of a cloud. Two are the same when their texts are.</summary>
public sealed record JobOwner
{
    private const string LoginMark = "login:";
    private const string ProjectMark = "project:";

    [JsonConstructor]
    private JobOwner(string text) => Text = text;

    /// <summary>The owner as text: <c>login:guest</c> or <c>project:otc/0a1b2c…</c>.</summary>
    public string Text { get; }

    /// <summary>The user's login; null when the owner is a project.</summary>
    [JsonIgnore]
    public string? Login => Text.StartsWith(LoginMark, StringComparison.Ordinal) ? Text[LoginMark.Length..] : null;

    /// <summary>A user of this backend.</summary>
    public static JobOwner User(string login) => new(LoginMark + login);

    /// <summary>A project of a configured cloud.</summary>
    public static JobOwner Project(string cloud, string projectId) => new($"{ProjectMark}{cloud}/{projectId}");

    /// <summary>Reads the text of an owner.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JobOwner? owner)
    {
        bool isUser = text?.StartsWith(LoginMark, StringComparison.Ordinal) == true && text.Length > LoginMark.Length;
        bool isProject = text?.StartsWith(ProjectMark, StringComparison.Ordinal) == true && text.IndexOf('/', StringComparison.Ordinal) > ProjectMark.Length;
        owner = isUser || isProject ? new JobOwner(text!) : null;
        return owner is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
