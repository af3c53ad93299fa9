using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>
/// Reads of the Image API: every GET below <c>/v2</c> is answered by the chosen cloud's image service, with the caller's token. The data of
/// images is not: it would pass through here by the gigabyte.
/// </summary>
public sealed class ImageReadDoor(CloudChoice choice, CloudTokenGate gate, CloudReads reads)
{
    /// <summary>Answers a read, and refuses any other method as Glance does.</summary>
    public async Task<IResult> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ChosenCloud chosen = choice.Choose(request);
        (_, PathString path) = CloudChoice.Split(request.Path);
        if (!HttpMethods.IsGet(request.Method)) return GlanceError.MethodNotAllowed(request.Method, MethodsOf(path));
        CallerToken caller = await gate.AdmitAsync(request, chosen.Client, cancellationToken);
        string[] segments = path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Any(segment => segment is "." or "..")) throw new RefusalException(404, "NOT_FOUND", "The resource could not be found.");
        if (IsData(segments))
            throw new RefusalException(403, "DATA_NOT_SERVED", "Image data is not served here. Download it from the cloud's own image service.");
        if (request.ContentLength > 0) throw new RefusalException(400, "BODY_NOT_EXPECTED", "A body is not expected with this request.");
        return await reads.PassAsync(request, path, chosen, caller, cancellationToken);
    }

    /// <summary>What Glance's member resources know; of everything else only reads are passed on.</summary>
    private static string MethodsOf(PathString path) => path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [_, "images", _, "members"] => "GET, POST",
        [_, "images", _, "members", _] => "GET, PUT, DELETE",
        _ => "GET",
    };

    private static bool IsData(string[] segments) =>
        segments.Length > 2 && (segments[^1].Equals("file", StringComparison.OrdinalIgnoreCase) || segments[^1].Equals("stage", StringComparison.OrdinalIgnoreCase));
}
