using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>
/// Reads of the Image API: a GET below <c>/v2</c> is answered by the chosen cloud's image service, with the caller's token, where
/// <see cref="ImageReadPath"/> knows it. The data of images is not: it would pass through here by the gigabyte.
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
        string asked = ImageReadPath.Of(path);
        if (request.ContentLength > 0) throw new RefusalException(400, "BODY_NOT_EXPECTED", "A body is not expected with this request.");
        return await reads.PassAsync(request, asked, chosen, caller, cancellationToken);
    }

    /// <summary>What Glance's member resources know; of everything else only reads are passed on.</summary>
    private static string MethodsOf(PathString path) => path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [_, "images", _, "members"] => "GET, POST",
        [_, "images", _, "members", _] => "GET, PUT, DELETE",
        _ => "GET",
    };
}
