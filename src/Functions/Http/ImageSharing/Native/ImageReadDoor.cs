using System.Net.Http.Headers;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>
/// Reads of the Image API: every GET below <c>/v2</c> is answered by the chosen cloud's image service, with the caller's token. The data of
/// images is not: it would pass through here by the gigabyte.
/// </summary>
public sealed class ImageReadDoor(CloudChoice choice, CloudTokenGate gate, TimeProvider time)
{
    private const long LongestAnswer = 64L << 20;
    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Whole = TimeSpan.FromMinutes(3);

    /// <summary>What the caller sends that the image service is told; X-Api-Version is Open Telekom Cloud's.</summary>
    private static readonly string[] Headers = ["Accept", "User-Agent", "X-Openstack-Request-Id", "X-Api-Version"];

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
        return await AskAsync(request, path, chosen, caller, cancellationToken);
    }

    private async Task<IResult> AskAsync(
        HttpRequest request, PathString path, ChosenCloud chosen, CallerToken caller, CancellationToken cancellationToken)
    {
        string endpoint = caller.ImageEndpoint.AbsoluteUri.TrimEnd('/');
        using var question = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint + path.ToUriComponent() + request.QueryString.ToUriComponent()));
        foreach (string name in Headers)
        {
            if (request.Headers.TryGetValue(name, out var values)) question.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        question.Headers.TryAddWithoutValidation("X-Auth-Token", caller.Token);
        using var late = new CancellationTokenSource(FirstByte, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            HttpResponseMessage answer = await chosen.Client.Http.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (IsData(answer.Content.Headers.ContentType) || answer.Content.Headers.ContentLength > LongestAnswer)
            {
                answer.Dispose();
                throw new RefusalException(502, "ANSWER_UNEXPECTED", "The cloud's image service answered with something else than a description.");
            }

            return new PassedThrough(answer, new LinkRewriter(endpoint + "/", chosen.BaseUrl + "/", LongestAnswer), Whole, time);
        }
        catch (Exception e) when (e is HttpRequestException or CloudException)
        {
            throw new RefusalException(503, "CLOUD_UNAVAILABLE", "The cloud's image service can't be reached. Try again later.");
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RefusalException(504, "CLOUD_TOO_LATE", "The cloud's image service did not answer in time.");
        }
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

    private static bool IsData(MediaTypeHeaderValue? type) => type?.MediaType is "application/octet-stream";
}
