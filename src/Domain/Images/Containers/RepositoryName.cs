using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>
/// The name of a repository in a registry, by the grammar of the OCI distribution specification (spec.md, "Pulling manifests"); at most
/// 255 characters, which is the limit of registries.
/// </summary>
public sealed partial record RepositoryName
{
    private const int MaximumLength = 255;

    private RepositoryName(string text) => Text = text;

    /// <summary>The whole name, for example <c>team/web</c>.</summary>
    public string Text { get; }

    /// <summary>Reads a name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out RepositoryName? name)
    {
        name = text is { Length: > 0 and <= MaximumLength } && Grammar().IsMatch(text) ? new RepositoryName(text) : null;
        return name is not null;
    }

    /// <summary>The name of a repository in a namespace, which may be absent.</summary>
    public static bool TryParse(string? space, string? repository, [NotNullWhen(true)] out RepositoryName? name) =>
        TryParse(string.IsNullOrEmpty(space) ? repository : $"{space}/{repository}", out name);

    /// <inheritdoc />
    public override string ToString() => Text;

    [GeneratedRegex(
        @"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
