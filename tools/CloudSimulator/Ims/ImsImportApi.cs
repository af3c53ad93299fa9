using System.Text.Json;
using CloudSimulator.Keystone;
using CloudSimulator.Obs;

namespace CloudSimulator.Ims;

/// <summary>IMS's own API: images made of objects in OBS, as jobs.</summary>
internal sealed class ImsImportApi(ImsDoor door, ImsStore images, ImsJobs jobs, ImsScript script, ObsStore objects, string folder, TimeProvider time)
{
    private const long NormalImportLimit = 128L << 30;

    public void Map(WebApplication app)
    {
        app.MapPost("/v2/cloudimages/action", (Delegate)((HttpContext context) => ImportAsync(context, "imsImportImageJob", isQuick: false)));
        app.MapPost("/v2/cloudimages/quickimport/action", (Delegate)((HttpContext context) => ImportAsync(context, "imsImportImageJob", isQuick: true)));
        app.MapPut("/v1/cloudimages/{id}/upload", (Delegate)RegisterAsync);
    }

    private Task<IResult> ImportAsync(HttpContext context, string type, bool isQuick) => door.ForProjectAsync(context, async own =>
    {
        var body = await ImsDoor.ReadAsync(context.Request);
        var name = KeystoneAnswer.Text(body, "name") ?? throw new ImsError("IMG.0013", "The image name is missing.");
        var (bucket, key) = Address(body);
        if (isQuick && KeystoneAnswer.Text(body, "os_version") is null)
        {
            throw new ImsError("IMG.0056", "os_version is not a supported value.");
        }

        var image = new ImsImage
        {
            Id = Guid.CreateVersion7(),
            Owner = own,
            Name = name,
            CreatedAt = time.GetUtcNow(),
            Status = "saving",
            MinDisk = body.GetProperty("min_disk").GetInt32(),
            Tags = body.TryGetProperty("image_tags", out var tags)
                ? [.. tags.EnumerateArray().Select(tag => $"{KeystoneAnswer.Text(tag, "key")}.{KeystoneAnswer.Text(tag, "value")}")]
                : [],
        };
        images.Add(image);
        return Results.Json(new { job_id = jobs.Submit(type, own, () => Fill(image, bucket, key, isQuick)) });
    });

    private Task<IResult> RegisterAsync(HttpContext context, string id) => door.ForProjectAsync(context, async own =>
    {
        var (bucket, key) = Address(await ImsDoor.ReadAsync(context.Request));
        if (door.Visible(id, own) is not { } image || image.Owner != own)
        {
            throw new ImsError("IMG.0027", $"The image {id} is unknown.");
        }

        if (image.Status != "queued")
        {
            throw new ImsError("IMG.0046", $"The image {id} is {image.Status}.");
        }

        images.Update(image.Id, seen => seen with { Status = "saving" });
        return Results.Json(new { job_id = jobs.Submit("imsNativeImportImageJob", own, () => Fill(image, bucket, key, isQuick: false)) });
    });

    private static (string Bucket, string Key) Address(JsonElement body)
    {
        var parts = KeystoneAnswer.Text(body, "image_url")?.Split(':', 2);
        return parts is [{ Length: > 0 } bucket, { Length: > 0 } key] ? (bucket, key) : throw new ImsError("IMG.0001", "image_url is bucket:object.");
    }

    /// <summary>A failed import leaves no image; a failed registration leaves a killed one.</summary>
    private ImsJobEnd Fill(ImsImage image, string bucket, string key, bool isQuick)
    {
        try
        {
            script.CheckImport();
            var source = objects.FileOf(bucket, key) ?? throw new ImsError("IMG.0057", "The image file is missing.");
            var size = new FileInfo(source).Length;
            if (!isQuick && size > NormalImportLimit)
            {
                throw new ImsError("IMG.0059", "The image file is too large.");
            }

            var file = Path.Combine(folder, $"{image.Id}.data");
            File.Copy(source, file, overwrite: true);
            images.Update(image.Id, seen => seen with { Status = "active", File = file, Size = size });
            return new ImsJobEnd(null, new Dictionary<string, object> { ["image_id"] = image.Id, ["image_name"] = image.Name });
        }
        catch (ImsError error)
        {
            images.Update(image.Id, seen => seen with { Status = "killed" });
            return new ImsJobEnd(error, []);
        }
    }
}
