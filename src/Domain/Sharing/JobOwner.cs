namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>Who may see a job: a user of this backend or a project of a cloud. Two are the same when their texts are.</summary>
public sealed record JobOwner
{
    private JobOwner(string text) => Text = text;

    /// <summary>The owner as text: <c>login:guest</c> or <c>project:otc/0a1b2c…</c>.</summary>
    public string Text { get; }

    /// <summary>A user of this backend.</summary>
    public static JobOwner User(string login) => new("login:" + login);

    /// <summary>A project of a configured cloud.</summary>
    public static JobOwner Project(string cloud, string projectId) => new($"project:{cloud}/{projectId}");

    /// <inheritdoc/>
    public override string ToString() => Text;
}
