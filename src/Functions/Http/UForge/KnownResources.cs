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
        Of("users/*/accounts/*", "GET, PUT, DELETE"),
        Of("users/*/apikeys", "GET, POST"),
        Of("users/*/apikeys/*", "GET, DELETE"),
        Of("users/*/targetplatforms", "GET"),
        Of("users/*/targetformats", "GET"),
        Of("users/*/images", "GET"),
        .. Sources("users/*/appliances"),
        .. Sources("users/*/scannedinstances", "scans"),
        .. Sources("users/*/mysoftware", "templates"),
        Of("users/*/accounts/*/resources", "GET"),
        Of("users/*/pimages", "GET"),
        Of("users/*/shares", "GET, POST"),
        Of("users/*/shares/*", "GET"),
        Of("users/*/shares/*/retry", "POST"),
        Of("users/*/pimages/status", "GET"),
        Of("users/*/appliances/*/pimages", "GET, POST, DELETE"),
        Of("users/*/appliances/*/pimages/statuses", "GET"),
        Of("users/*/appliances/*/pimages/*/downloads", "GET"),
        .. Publications("users/*/appliances/*/images/*", hasSatellites: true),
        .. Publications("users/*/scannedinstances/*/scans/*/images/*", hasSatellites: true),
        .. Publications("users/*/mysoftware/*/templates/*/images/*", hasSatellites: false),
    ];

    /// <summary>The methods of the resource at a path, null when there is none.</summary>
    public static string? MethodsOf(PathString path)
    {
        string[] segments = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        return Resources.FirstOrDefault(resource => Matches(resource.Segments, segments)).Methods;
    }

    private static IEnumerable<(string[] Segments, string Methods)> Sources(string path, params string[] below)
    {
        foreach (string collection in (string[])["", .. below])
        {
            if (collection.Length > 0) path += "/*/" + collection;
            yield return Of(path, "GET");
            yield return Of(path + "/*", "GET");
        }

        yield return Of(path + "/*/images", "GET");
        yield return Of(path + "/*/images/*", "GET, DELETE");
        yield return Of(path + "/*/images/*/status", "GET");
        yield return Of(path + "/*/images/*/downloads", "GET");
    }

    private static IEnumerable<(string[] Segments, string Methods)> Publications(string image, bool hasSatellites)
    {
        string publication = image + "/pimages/*";
        yield return Of(image + "/pimages", "POST");
        yield return Of(publication, "GET, DELETE");
        yield return Of(publication + "/status", "GET");
        yield return Of(publication + "/cancel", "DELETE");
        if (!hasSatellites) yield break;
        yield return Of(publication + "/deploys", "POST");
        yield return Of(publication + "/accounts/*", "GET");
        yield return Of(publication + "/accounts/*/resources", "GET");
    }

    private static (string[] Segments, string Methods) Of(string path, string methods) => (path.Split('/'), methods);

    private static bool Matches(string[] pattern, string[] segments) =>
        pattern.Length == segments.Length
        && pattern.Zip(segments).All(pair => pair.First == Any || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
}
