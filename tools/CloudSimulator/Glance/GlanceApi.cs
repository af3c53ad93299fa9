using System.Net.Mime;
using System.Text.Json;
using CloudSimulator.Keystone;

namespace CloudSimulator.Glance;

/// <summary>Image API v2: images and their data.</summary>
internal sealed class GlanceApi(Identity identity, ImageStore images, MemberStore members, Func<Uri> keystone)
{
    public void Map(WebApplication app)
    {
        app.Use(AnswerErrorsAsync);
        app.UseStatusCodePages(page => new GlanceError(
            page.HttpContext.Response.StatusCode,
            page.HttpContext.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
                ? $"The method {page.HttpContext.Request.Method} is not allowed for this resource. "
                : "The resource could not be found.").WriteAsync(page.HttpContext));
        app.MapPost("/v2/images", (Delegate)CreateAsync);
        app.MapGet("/v2/images", List);
        app.MapGet("/v2/images/{id}", Show);
        app.MapPatch("/v2/images/{id}", PatchAsync);
        app.MapDelete("/v2/images/{id}", Delete);
        app.MapPut("/v2/images/{id}/file", UploadAsync);
        app.MapGet("/v2/images/{id}/file", Download);
        new MembersApi(members, Authorize, Find).Map(app);
        DiscoveryApi.Map(app);
    }

    private static GlanceError NoSuchImage(string id) => new(404, $"No image found with ID {id}");

    private static async Task<JsonDocument> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            throw new GlanceError(400, "Malformed JSON in request body.");
        }
    }

    private static GlanceError UnsupportedType(HttpRequest request) =>
        new(415, $"The request media type {request.ContentType} is not supported by this server.\n");

    private async Task AnswerErrorsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (GlanceError error)
        {
            await error.WriteAsync(context);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client left: there is nobody to answer.
        }
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var token = Authorize(context);
        using var body = await ReadAsync(context.Request);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new GlanceError(400, "Provided object does not match schema 'image': it is not of type 'object'");
        }

        var now = identity.Now;
        var image = new ImageRecord { Id = NewId(body.RootElement), Owner = token.ProjectId!, CreatedAt = now, UpdatedAt = now };
        foreach (var member in body.RootElement.EnumerateObject().Where(member => member.Name != "id"))
        {
            image = ImageFields.Set(image, member.Name, member.Value, token.IsAdmin);
        }

        if (!images.TryAdd(image))
        {
            throw new GlanceError(409, $"Image ID {image.Id} already exists!");
        }

        context.Response.Headers.Location = $"http://{context.Request.Host}/v2/images/{image.Id}";
        return Results.Json(ImageJson.Write(image), statusCode: 201);
    }

    private static Guid NewId(JsonElement body)
    {
        if (!body.TryGetProperty("id", out var given))
        {
            return Guid.CreateVersion7();
        }

        return given.ValueKind == JsonValueKind.String && Guid.TryParseExact(given.GetString(), "D", out var id)
            ? id
            : throw new GlanceError(
                400, $"Provided object does not match schema 'image': {given.GetRawText()} is not an identifier for the image");
    }

    private IResult List(HttpContext context)
    {
        var token = Authorize(context);
        var status = context.Request.Query["member_status"].FirstOrDefault() ?? "accepted";
        return Results.Json(new ImageQuery(context.Request).Answer(images.All.Where(image => IsListed(token, image, status))));
    }

    /// <summary>Whether a list has the image: of those of others that are shared, the ones that the project answered so.</summary>
    private bool IsListed(IssuedToken token, ImageRecord image, string memberStatus)
    {
        if (image.IsVisibleTo(token.ProjectId, token.IsAdmin))
        {
            return image.Visibility != "community" || image.Owner == token.ProjectId;
        }

        return IsSharedWith(token, image)
            && (memberStatus == "all" || members.Of(image.Id).Exists(row => row.Project == token.ProjectId && row.Status == memberStatus));
    }

    private bool IsSharedWith(IssuedToken token, ImageRecord image) =>
        image is { Status: not ImageRecord.Deleted, Visibility: "shared" } && members.Has(image.Id, token.ProjectId);

    private IResult Show(HttpContext context, string id) => Results.Json(ImageJson.Write(Visible(Authorize(context), id)));

    private async Task<IResult> PatchAsync(HttpContext context, string id)
    {
        var token = Authorize(context);
        if (context.Request.ContentType != ImagePatch.MediaType)
        {
            context.Response.Headers["Accept-Patch"] = ImagePatch.MediaType;
            throw UnsupportedType(context.Request);
        }

        using var body = await ReadAsync(context.Request);
        var image = Owned(token, id, "modify_image");
        return Results.Json(ImageJson.Write(images.Update(image.Id, now => ImagePatch.Apply(now, body.RootElement, token.IsAdmin))));
    }

    private IResult Delete(HttpContext context, string id)
    {
        var token = Authorize(context);
        if (Find(token, id) is null)
        {
            throw new GlanceError(404, $"Failed to find image {id} to delete");
        }

        var image = Owned(token, id, "delete_image");
        if (image.Protected)
        {
            throw new GlanceError(403, $"Image {id} is protected and cannot be deleted.");
        }

        images.Delete(image.Id);
        return Results.NoContent();
    }

    private async Task<IResult> UploadAsync(HttpContext context, string id)
    {
        var token = Authorize(context);
        if (context.Request.ContentType != MediaTypeNames.Application.Octet)
        {
            throw UnsupportedType(context.Request);
        }

        var image = images.Update(Owned(token, id, "upload_image").Id, BeginSaving);
        await images.SaveDataAsync(image, context.Request.Body, context.Request.ContentLength, context.RequestAborted);
        return Results.NoContent();
    }

    private static ImageRecord BeginSaving(ImageRecord image)
    {
        if (image.DiskFormat is null || image.ContainerFormat is null)
        {
            throw new GlanceError(400, "Properties disk_format, container_format must be set prior to saving data.");
        }

        return image.Status == ImageRecord.Queued
            ? image with { Status = ImageRecord.Saving }
            : throw new GlanceError(409, $"Image status transition from {image.Status} to saving is not allowed");
    }

    private IResult Download(HttpContext context, string id)
    {
        var image = Visible(Authorize(context), id);
        return image.Status == ImageRecord.Active
            ? Results.Stream(images.OpenData(image.Id), MediaTypeNames.Application.Octet)
            : Results.NoContent();
    }

    private IssuedToken Authorize(HttpContext context)
    {
        if (identity.Find(context.Request.Headers["X-Auth-Token"]) is { ProjectId: not null } token)
        {
            return token;
        }

        context.Response.Headers.WWWAuthenticate = $"Keystone uri=\"{keystone()}v3\"";
        throw new GlanceError(
            401,
            "This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong"
            + " credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.");
    }

    private ImageRecord? Find(IssuedToken token, string id) =>
        Guid.TryParseExact(id, "D", out var parsed) && images.Find(parsed) is { } image
        && (image.IsVisibleTo(token.ProjectId, token.IsAdmin) || IsSharedWith(token, image))
            ? image
            : null;

    private ImageRecord Visible(IssuedToken token, string id) => Find(token, id) ?? throw NoSuchImage(id);

    private ImageRecord Owned(IssuedToken token, string id, string action)
    {
        var image = Visible(token, id);
        return token.IsAdmin || image.Owner == token.ProjectId
            ? image
            : throw new GlanceError(403, $"You are not authorized to complete {action} action.");
    }
}
