using System.Globalization;
using CloudSimulator.Keystone;

namespace CloudSimulator.Ims;

/// <summary>The Image API v2 as IMS has it: images, their data and members.</summary>
internal sealed class ImsNativeApi(ImsDoor door, ImsStore images, string folder, TimeProvider time)
{
    public void Map(WebApplication app)
    {
        app.MapPost("/v2/images", (Delegate)CreateAsync);
        app.MapGet("/v2/images", (Delegate)List);
        app.MapGet("/v2/images/{id}", (HttpContext context, string id) => ForImage(context, id, (image, _) => Results.Json(Json(image))));
        app.MapDelete("/v2/images/{id}", Delete);
        app.MapPut("/v2/images/{id}/file", UploadAsync);
        app.MapGet("/v2/images/{id}/file", (HttpContext context, string id) => ForImage(
            context, id, (image, _) => image.File is { } file ? Results.File(file, "application/octet-stream") : Results.NoContent()));
        app.MapPost("/v2/images/{id}/members", (Delegate)AddMemberAsync);
        app.MapGet("/v2/images/{id}/members", (HttpContext context, string id) => ForImage(context, id, (image, project) => Results.Json(new
        {
            members = image.Members.Where(row => image.Owner == project || row.Key == project).Select(row => MemberJson(image.Id, row.Key, row.Value)),
            schema = "/v2/schemas/members",
        })));
        app.MapGet("/v2/images/{id}/members/{member}", (HttpContext context, string id, string member) => ForMember(
            context, id, member, (image, row) => Results.Json(MemberJson(image.Id, member, row))));
        app.MapPut("/v2/images/{id}/members/{member}", (Delegate)SetStatusAsync);
        app.MapDelete("/v2/images/{id}/members/{member}", RemoveMember);
    }

    private static IResult NotFound(string id) => ImsDoor.NativeError(404, "Not Found", $"No image found with ID {id}");

    private static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static Dictionary<string, object?> Json(ImsImage image)
    {
        var json = new Dictionary<string, object?>
        {
            ["id"] = image.Id,
            ["name"] = image.Name,
            ["status"] = image.Status,
            ["visibility"] = image.Visibility,
            ["owner"] = image.Owner,
            ["disk_format"] = image.DiskFormat,
            ["container_format"] = "bare",
            ["min_disk"] = image.MinDisk,
            ["size"] = image.Size,
            ["tags"] = image.Tags,
            ["created_at"] = Time(image.CreatedAt),
            ["updated_at"] = Time(image.CreatedAt),
            ["schema"] = "/v2/schemas/image",
        };
        if (image.KeyId is { } key)
        {
            json["__system__cmkid"] = key;
            json["__system__encrypted"] = "1";
        }

        return json;
    }

    private static object MemberJson(Guid image, string project, ImsMember row) => new
    {
        status = row.Status,
        created_at = Time(row.CreatedAt),
        updated_at = Time(row.UpdatedAt),
        image_id = image,
        member_id = project,
        schema = "/v2/schemas/member",
    };

    private Task<IResult> CreateAsync(HttpContext context) => door.ForProjectAsync(context, async project =>
    {
        var body = await ImsDoor.ReadAsync(context.Request);
        var image = new ImsImage
        {
            Id = Guid.CreateVersion7(),
            Owner = project,
            Name = KeystoneAnswer.Text(body, "name") ?? throw new ImsError("IMG.0013", "The image name is missing."),
            CreatedAt = time.GetUtcNow(),
            DiskFormat = KeystoneAnswer.Text(body, "disk_format") ?? "zvhd2",
            MinDisk = body.TryGetProperty("min_disk", out var minimum) ? minimum.GetInt32() : 0,
            Tags = body.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)] : [],
        };
        images.Add(image);
        return Results.Json(Json(image), statusCode: 201);
    });

    private Task<IResult> List(HttpContext context) => door.ForProject(context, project =>
    {
        var query = context.Request.Query;
        var isShared = query["visibility"] == "shared";
        var status = query["member_status"].FirstOrDefault() ?? "accepted";
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) ? asked : 25;
        var marker = Guid.TryParse(query["marker"], out var last) ? last : Guid.Empty;
        var found = images.All
            .Where(image => isShared ? image.Members.GetValueOrDefault(project)?.Status == status : image.Owner == project)
            .Where(image => !query.ContainsKey("name") || query["name"] == image.Name)
            .OrderBy(image => image.Id)
            .Where(image => image.Id.CompareTo(marker) > 0)
            .Take(limit);
        return Results.Json(new { images = found.Select(Json), schema = "/v2/schemas/images", first = "/v2/images" });
    });

    private Task<IResult> Delete(HttpContext context, string id) => ForImage(context, id, (image, project) =>
    {
        if (image.Owner != project)
        {
            return ImsDoor.NativeError(403, "Forbidden", "You are not authorized to complete delete_image action.");
        }

        images.Remove(image);
        return Results.NoContent();
    });

    private Task<IResult> UploadAsync(HttpContext context, string id) => door.ForProjectAsync(context, async project =>
    {
        if (door.Visible(id, project) is not { } image || image.Owner != project)
        {
            return NotFound(id);
        }

        if (image.Status != "queued")
        {
            return ImsDoor.NativeError(409, "Conflict", $"Image status transition from {image.Status} to saving is not allowed");
        }

        var file = Path.Combine(folder, $"{image.Id}.data");
        images.Update(image.Id, seen => seen with { Status = "saving" });
        try
        {
            await using (var data = File.Create(file))
            {
                await context.Request.Body.CopyToAsync(data, context.RequestAborted);
            }

            images.Update(image.Id, seen => seen with { Status = "active", File = file, Size = new FileInfo(file).Length });
            return Results.NoContent();
        }
        catch
        {
            images.Update(image.Id, seen => seen with { Status = "queued" });
            throw;
        }
    });

    private Task<IResult> AddMemberAsync(HttpContext context, string id) => door.ForProjectAsync(context, async project =>
    {
        if (door.Visible(id, project) is not { } image)
        {
            return NotFound(id);
        }

        if (image.Owner != project)
        {
            return ImsDoor.NativeError(403, "Forbidden", "You are not authorized to complete add_member action.");
        }

        var body = await ImsDoor.ReadAsync(context.Request);
        if (KeystoneAnswer.Text(body, "member") is not { Length: > 0 } member)
        {
            return ImsDoor.NativeError(400, "Bad Request", "Member can't be empty");
        }

        return images.AddMember(member, image)
            ? Results.Json(MemberJson(image.Id, member, images.Find(id)!.Members[member]))
            : ImsDoor.NativeError(409, "Conflict", $"Member {member} is duplicated for image {id}");
    });

    private Task<IResult> SetStatusAsync(HttpContext context, string id, string member) => door.ForProjectAsync(context, async project =>
    {
        if (door.Visible(id, project) is not { } image || member != project)
        {
            return NotFound(id);
        }

        var status = KeystoneAnswer.Text(await ImsDoor.ReadAsync(context.Request), "status");
        if (status is not ("accepted" or "rejected"))
        {
            return ImsDoor.NativeError(400, "Bad Request", "Status must be accepted or rejected");
        }

        return images.SetStatus(project, image, status) is { } row
            ? Results.Json(MemberJson(image.Id, project, row))
            : ImsDoor.NativeError(403, "Forbidden", "You are not authorized to complete modify_member action.");
    });

    private Task<IResult> RemoveMember(HttpContext context, string id, string member) => ForImage(context, id, (image, project) =>
        image.Owner != project ? ImsDoor.NativeError(403, "Forbidden", "You are not authorized to complete delete_member action.")
            : images.RemoveMember(member, image) ? Results.NoContent()
            : ImsDoor.NativeError(404, "Not Found", $"{member} not found in the member list of the image {id}."));

    private Task<IResult> ForImage(HttpContext context, string id, Func<ImsImage, string, IResult> answer) =>
        door.ForProject(context, project => door.Visible(id, project) is { } image ? answer(image, project) : NotFound(id));

    private Task<IResult> ForMember(HttpContext context, string id, string member, Func<ImsImage, ImsMember, IResult> answer) =>
        ForImage(context, id, (image, project) => (image.Owner == project || member == project) && image.Members.TryGetValue(member, out var row)
            ? answer(image, row)
            : ImsDoor.NativeError(404, "Not Found", $"{member} not found in the member list of the image {id}."));
}
