using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>
/// Open Telekom Cloud's image service: what it has beside the Image API v2, which <see cref="GlanceClient"/> speaks (read, upload, delete).
/// </summary>
/// <remarks>
/// Every method throws <see cref="CloudException"/>. Its code is the IMG code where IMS gave one. Kind Unknown means that an image or a job
/// may have been made: look for the image by name and tag before a repeat. Nothing is repeated here.
/// </remarks>
public sealed class ImsClient(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
{
    private const int PageSize = 25;
    private readonly ImsCalls _calls = new(http, time, "IMS", timeouts);

    /// <summary>Makes the record, status queued; its data are uploaded or registered afterwards.</summary>
    public async Task<GlanceImage> CreateImageAsync(OpenStackSession session, NewImsImage image, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["name"] = image.Name,
            ["disk_format"] = image.DiskFormat,
            ["container_format"] = "bare",
            ["visibility"] = "private",
            ["min_disk"] = image.MinDisk,
            ["tags"] = new JsonArray($"{image.Tag.Key}={image.Tag.Value}"),
        };
        if (image.OsVersion is { } version)
        {
            body["__os_version"] = version;
        }

        var answer = await _calls.SendAsync("create image", session, HttpMethod.Post, "v2/images", body, cancellation);
        return answer.ReadJson(GlanceImageJson.Read);
    }

    /// <summary>Fills a queued image with an object of OBS in the same region.</summary>
    /// <returns>The job's id.</returns>
    public Task<string> RegisterAsync(OpenStackSession session, Guid image, string bucket, string key, CancellationToken cancellation) =>
        _calls.SubmitAsync(
            "register image",
            session,
            HttpMethod.Put,
            $"v1/cloudimages/{image}/upload",
            new JsonObject { ["image_url"] = $"{bucket}:{key}" },
            cancellation);

    /// <summary>Makes a system-disk image of an object of OBS in the same region.</summary>
    /// <param name="session">Whose image it will be.</param>
    /// <param name="image">The image.</param>
    /// <param name="bucket">The object's bucket, storage class Standard.</param>
    /// <param name="key">The object, without spaces.</param>
    /// <param name="isQuick">True for quick import: RAW or ZVHD2 from 128 GB to 1 TB, left as they are; needs an OS version.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The job's id.</returns>
    public Task<string> ImportAsync(
        OpenStackSession session, NewImsImage image, string bucket, string key, bool isQuick, CancellationToken cancellation)
    {
        var body = new JsonObject
        {
            ["name"] = image.Name,
            ["image_url"] = $"{bucket}:{key}",
            ["min_disk"] = image.MinDisk,
            ["type"] = "ECS",
            ["image_tags"] = new JsonArray(new JsonObject { ["key"] = image.Tag.Key, ["value"] = image.Tag.Value }),
        };
        if (image.OsVersion is { } version)
        {
            body["os_version"] = version;
        }

        return _calls.SubmitAsync(
            "import image", session, HttpMethod.Post, isQuick ? "v2/cloudimages/quickimport/action" : "v2/cloudimages/action", body, cancellation);
    }

    /// <summary>The images of the project that have a name and a tag, in any state but deleted.</summary>
    /// <remarks>IMS shows tags as they were given: <c>key=value</c> or <c>key.value</c>.</remarks>
    public async IAsyncEnumerable<GlanceImage> ListImagesAsync(
        OpenStackSession session, string name, KeyValuePair<string, string> tag, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string[] tags = [$"{tag.Key}={tag.Value}", $"{tag.Key}.{tag.Value}"];
        await foreach (var image in ListAsync(session, $"name={Uri.EscapeDataString(name)}", cancellation))
        {
            if (image.Owner == session.ProjectId && image.Name == name && image.Tags.Intersect(tags).Any())
            {
                yield return image;
            }
        }
    }

    /// <summary>The images that others share with the project and that it answered so: pending, accepted or rejected.</summary>
    public IAsyncEnumerable<GlanceImage> ListSharedAsync(OpenStackSession session, string memberStatus, CancellationToken cancellation) =>
        ListAsync(session, $"visibility=shared&member_status={Uri.EscapeDataString(memberStatus)}&__imagetype=shared", cancellation);

    private async IAsyncEnumerable<GlanceImage> ListAsync(
        OpenStackSession session, string filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Guid? marker = null;
        List<GlanceImage> page;
        do
        {
            var from = marker is { } last ? $"&marker={last}" : "";
            var answer = await _calls.SendAsync(
                "list images",
                session,
                HttpMethod.Get,
                string.Create(CultureInfo.InvariantCulture, $"v2/images?{filter}&limit={PageSize}{from}"),
                null,
                cancellation);
            page = answer.ReadJson(root => root.GetProperty("images").EnumerateArray().Select(GlanceImageJson.Read).ToList());
            foreach (var image in page)
            {
                yield return image;
            }

            marker = page.Count > 0 && page[^1].Id != marker ? page[^1].Id : null;
        }
        while (page.Count == PageSize && marker is not null);
    }
}
