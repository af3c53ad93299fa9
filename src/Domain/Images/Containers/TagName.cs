using System.Text.RegularExpressions;

namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>The name of a tag, by the grammar of the OCI distribution specification (spec.md, "Pulling manifests").</summary>
public static partial class TagName
{
    /// <summary>True for a name that a tag may have.</summary>
    public static bool IsValid(string? text) => text is not null && Grammar().IsMatch(text);

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
