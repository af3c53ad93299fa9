using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>
/// Which reads of the Image API are passed on. The path is decoded once, by the server; its segments must match one of a list, and what the
/// cloud is asked for is made anew of them. So nothing that two readers of a path may take differently leaves this backend: escapes within
/// escapes, dots, parameters of segments.
/// </summary>
internal static partial class ImageReadPath
{
    private const string Name = "*";

    /// <summary>Glance's resources, and those that Open Telekom Cloud has besides.</summary>
    private static readonly string[][] Passed =
    [
        .. new[]
        {
            "", "images", "images/*", "images/*/members", "images/*/members/*", "images/*/tags", "images/*/tasks", "images/*/locations",
            "schemas/*", "schemas/metadefs/*", "tasks", "tasks/*", "info/import", "info/stores", "info/stores/detail", "info/usage", "cache",
            "metadefs/resource_types", "metadefs/namespaces", "metadefs/namespaces/*", "metadefs/namespaces/*/objects",
            "metadefs/namespaces/*/objects/*", "metadefs/namespaces/*/properties", "metadefs/namespaces/*/properties/*",
            "metadefs/namespaces/*/tags", "metadefs/namespaces/*/tags/*", "metadefs/namespaces/*/resource_types",
            "cloudimages", "cloudimages/tags", "*/images/tags", "*/images/*/tags",
        }.Select(path => path.Split('/', StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>The path that the cloud is asked for, with its escapes.</summary>
    /// <param name="path">The path without the prefix of a cloud, decoded once.</param>
    /// <exception cref="RefusalException">400 what is still escaped, 403 image data, 404 everything else that is not passed on.</exception>
    public static string Of(PathString path)
    {
        string text = path.Value!;
        if (text.Contains('%', StringComparison.Ordinal))
            throw new RefusalException(400, "PATH_ESCAPED", "The path is escaped more than once, or has an escaped slash or percent sign.");
        string[] segments = text.Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        if (IsData(segments))
            throw new RefusalException(403, "DATA_NOT_SERVED", "Image data is not served here. Download it from the cloud's own image service.");
        string[] known = Array.Find(Passed, resource => Matches(resource, segments))
            ?? throw new RefusalException(404, "NOT_FOUND", "The resource could not be found.");
        IEnumerable<string> asked = known.Zip(segments, (part, given) => part == Name ? Uri.EscapeDataString(given) : part);
        return string.Join('/', asked.Prepend("/v2")) + (text.EndsWith('/') ? "/" : "");
    }

    private static bool IsData(string[] segments) =>
        segments is ["images", _, ..] && (IsSame(segments[^1], "file") || IsSame(segments[^1], "stage"));

    private static bool Matches(string[] resource, string[] segments) =>
        resource.Length == segments.Length && resource.Zip(segments).All(pair => pair.First == Name ? IsName(pair.Second) : IsSame(pair.First, pair.Second));

    private static bool IsName(string segment) => segment is not ("." or "..") && NameForm().IsMatch(segment);

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Ids, and names as metadata definitions have them, such as <c>OS::Compute::Hypervisor</c>.</summary>
    [GeneratedRegex(@"\A[\p{L}\p{N}._~: -]{1,255}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameForm();
}
