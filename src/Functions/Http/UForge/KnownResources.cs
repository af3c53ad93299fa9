using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>The resources below <c>/api</c> and their methods, so that a wrong method is told from a wrong path.</summary>
internal static class KnownResources
{
    private const string Any = "*";

    private static readonly (string[] Segments, string Methods)[] Resources =
    [
        Of("status", "GET"),
        Of("users/*/accounts", "GET, POST"),
        Of("users/*/accounts/*", "GET, DELETE"),
        Of("users/*/appliances/*/pimages", "POST"),
        Of("users/*/appliances/*/images/*/pimages", "POST"),
        Of("users/*/appliances/*/images/*/pimages/*", "GET"),
        Of("users/*/appliances/*/images/*/pimages/*/status", "GET"),
        Of("users/*/appliances/*/images/*/pimages/*/cancel", "DELETE"),
    ];

    /// <summary>The methods of the resource at a path, null when there is none.</summary>
    public static string? MethodsOf(PathString path)
    {
        string[] segments = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        return Resources.FirstOrDefault(resource => Matches(resource.Segments, segments)).Methods;
    }

    private static (string[] Segments, string Methods) Of(string path, string methods) => (path.Split('/'), methods);

    private static bool Matches(string[] pattern, string[] segments) =>
        pattern.Length == segments.Length
        && pattern.Zip(segments).All(pair => pair.First == Any || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
}
