using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>OpenStack's image service, Image API v2, as one project sees it.</summary>
/// <remarks>
/// Every method throws <see cref="CloudException"/>. Code TokenRejected (401) means: log in again and repeat, once. Glance also
/// answers so while its Keystone is down.
/// </remarks>
public sealed class GlanceClient
{
    private const int PageSize = 20;

    /// <summary>With room in an answer's limit for hundreds of bytes of properties each.</summary>
    private const int LargestPage = 200;

    private const string PatchType = "application/openstack-images-v2.1-json-patch";

    private readonly CloudSender _sender;
    private readonly UploadSender _uploads;
    private readonly OpenStackTimeouts _timeouts;

    /// <param name="http">
    /// Must have no time-out of its own, since it would cut long uploads; its handler must not follow redirects and decides which
    /// addresses may be reached.
    /// </param>
    public GlanceClient(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
    {
        if (http.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException("The HttpClient's Timeout must be infinite: every call has its own limit.", nameof(http));
        }

        _sender = new CloudSender(http, time);
        _timeouts = timeouts ?? new OpenStackTimeouts();
        _uploads = new UploadSender(_sender, time, _timeouts.UploadStall, _timeouts.UploadAnswer);
    }

    /// <summary>Makes the record, status queued. Conflict when the id was ever used, also by an image that is deleted.</summary>
    public async Task<GlanceImage> CreateImageAsync(OpenStackSession session, NewGlanceImage image, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Post, "v2/images");
        request.Content = JsonContent.Create(GlanceImageJson.Write(image));
        var answer = await _sender.SendAsync(request, Call(session, "create image", changes: true), cancellation);
        return answer.ReadJson(GlanceImageJson.Read);
    }

    /// <summary>The image; null where it is absent, deleted or not visible to the project.</summary>
    public async Task<GlanceImage?> FindImageAsync(OpenStackSession session, Guid id, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Get, $"v2/images/{id}");
        var answer = await _sender.SendAsync(request, Call(session, "read image", changes: false), cancellation, IsNotFound);
        return answer.IsSuccess ? answer.ReadJson(GlanceImageJson.Read) : null;
    }

    /// <summary>The images that the project owns and that have the property with this value, in every status but deleted.</summary>
    public IAsyncEnumerable<GlanceImage> ListImagesAsync(
        OpenStackSession session, string property, string value, CancellationToken cancellation) =>
        ListAsync(session, $"&{Uri.EscapeDataString(property)}={Uri.EscapeDataString(value)}", PageSize, cancellation)
            .Where(image => image.Properties.GetValueOrDefault(property) == value);

    /// <summary>The images that the project owns, in every status but deleted.</summary>
    public IAsyncEnumerable<GlanceImage> ListImagesAsync(OpenStackSession session, CancellationToken cancellation) =>
        ListAsync(session, "", LargestPage, cancellation);

    private async IAsyncEnumerable<GlanceImage> ListAsync(
        OpenStackSession session, string filter, int page, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var query = $"?owner={Uri.EscapeDataString(session.ProjectId)}{filter}&sort=id:asc&limit={page}";
        var call = Call(session, "list images", changes: false);
        while (query is not null)
        {
            using var request = Request(session, HttpMethod.Get, $"v2/images{query}");
            var answer = await _sender.SendAsync(request, call, cancellation);
            var (images, next) = answer.ReadJson(ReadPage);
            foreach (var image in images)
            {
                if (image.Owner == session.ProjectId)
                {
                    yield return image;
                }
            }

            // Only the query of `next` is used, so that no answer can send the token elsewhere.
            query = images.Count > 0 && next?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? next[mark..] : null;
        }
    }

    /// <summary>
    /// Sends the data; the image becomes active. In constant memory. The answer to an upload that can't be (401, 404, 409) comes
    /// before the first byte is read. After a failure in the middle Glance sets the image back to queued, and the upload may be
    /// repeated; one that was deleted meanwhile is NotFound at the end.
    /// </summary>
    /// <param name="data">Exactly <paramref name="length"/> bytes. What its reads throw is thrown as it is.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="sent">Told the bytes sent so far, after each piece of at most <see cref="UploadContent.PieceSize"/>.</param>
    /// <exception cref="CloudException">
    /// Conflict: another upload runs or is done. TooLarge: a limit or quota. Stalled: no byte moved.
    /// </exception>
    /// <exception cref="EndOfStreamException">The data ended too early.</exception>
    public async Task UploadImageAsync(
        OpenStackSession session, Guid id, Stream data, long length, IProgress<long> sent, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Put, $"v2/images/{id}/file");
        await _uploads.SendAsync(request, Call(session, "upload image", changes: true), data, length, sent, cancellation);
    }

    /// <summary>
    /// Adds or replaces visibility, name and properties; a null value removes the property (Conflict where it is absent).
    /// </summary>
    public async Task<GlanceImage> UpdateImageAsync(
        OpenStackSession session, Guid id, IReadOnlyDictionary<string, string?> changes, CancellationToken cancellation)
    {
        var operations = new JsonArray();
        foreach (var (name, value) in changes)
        {
            var path = $"/{name.Replace("~", "~0").Replace("/", "~1")}";
            operations.Add((JsonNode)(value is null
                ? new JsonObject { ["op"] = "remove", ["path"] = path }
                : new JsonObject { ["op"] = "add", ["path"] = path, ["value"] = value }));
        }

        using var request = Request(session, HttpMethod.Patch, $"v2/images/{id}");
        request.Content = JsonContent.Create(operations, new MediaTypeHeaderValue(PatchType));
        var answer = await _sender.SendAsync(request, Call(session, "update image", changes: true), cancellation);
        return answer.ReadJson(GlanceImageJson.Read);
    }

    /// <summary>Deletes image and data; false when it was not there. Forbidden when it is protected.</summary>
    public async Task<bool> DeleteImageAsync(OpenStackSession session, Guid id, CancellationToken cancellation)
    {
        using var request = Request(session, HttpMethod.Delete, $"v2/images/{id}");
        var answer = await _sender.SendAsync(request, Call(session, "delete image", changes: true), cancellation, IsNotFound);
        return answer.IsSuccess;
    }

    private static bool IsNotFound(HttpStatusCode status) => status is HttpStatusCode.NotFound or HttpStatusCode.Gone;

    private static (List<GlanceImage> Images, string? Next) ReadPage(JsonElement page) => (
        [.. page.GetProperty("images").EnumerateArray().Select(GlanceImageJson.Read)],
        page.TryGetProperty("next", out var next) ? next.GetString() : null);

    /// <summary>Glance's errors are HTML unless exactly application/json is accepted.</summary>
    private static HttpRequestMessage Request(OpenStackSession session, HttpMethod method, string relative)
    {
        var request = new HttpRequestMessage(method, ServiceUrl.Append(session.ImageEndpoint, relative));
        request.Headers.Add("X-Auth-Token", session.Token);
        request.Headers.Accept.ParseAdd("application/json");
        return request;
    }

    private CloudCall Call(OpenStackSession session, string name, bool changes) =>
        new($"Glance: {name}", changes, _timeouts.Request, [session.Token]);
}
