using System.Globalization;
using System.Text.Json;
using CloudSimulator.Keystone;

namespace CloudSimulator.Glance;

/// <summary>Image API v2: the members of images.</summary>
/// <param name="authorize">Who asks; throws 401.</param>
/// <param name="find">An image that the asker sees; null for others.</param>
internal sealed class MembersApi(MemberStore members, Func<HttpContext, IssuedToken> authorize, Func<IssuedToken, string, ImageRecord?> find)
{
    private static readonly string[] s_statuses = ["pending", "accepted", "rejected"];

    public void Map(WebApplication app)
    {
        app.MapPost("/v2/images/{id}/members", (Delegate)AddAsync);
        app.MapGet("/v2/images/{id}/members", List);
        app.MapGet("/v2/images/{id}/members/{project}", Show);
        app.MapPut("/v2/images/{id}/members/{project}", (Delegate)SetStatusAsync);
        app.MapDelete("/v2/images/{id}/members/{project}", Remove);
    }

    private static Dictionary<string, object> Write(MemberRecord row) => new()
    {
        ["image_id"] = row.Image,
        ["member_id"] = row.Project,
        ["status"] = row.Status,
        ["created_at"] = Time(row.CreatedAt),
        ["updated_at"] = Time(row.UpdatedAt),
        ["schema"] = "/v2/schemas/member",
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static async Task<JsonElement> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (text.Length == 0)
        {
            throw new GlanceError(400, "Body expected in request.");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new GlanceError(400, "Malformed JSON in request body.");
        }
    }

    private static JsonElement? Property(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : null;

    private static GlanceError NotAMember(string project, Guid image) => new(404, $"{project} not found in the member list of the image {image}.");

    private static bool IsOwner(IssuedToken token, ImageRecord image) => token.IsAdmin || image.Owner == token.ProjectId;

    private static void RequireOwner(IssuedToken token, ImageRecord image, string what)
    {
        if (!IsOwner(token, image) || image.Visibility != "shared" || token.User.Role == "reader")
        {
            throw new GlanceError(403, $"Not allowed to {what} members for image {image.Id}.");
        }
    }

    private ImageRecord Seen(IssuedToken token, string id) => find(token, id) ?? throw new GlanceError(404, $"Image {id} not found.");

    private async Task<IResult> AddAsync(HttpContext context, string id)
    {
        var token = authorize(context);
        var body = await ReadAsync(context.Request);
        var project = Property(body, "member") switch
        {
            null => throw new GlanceError(400, "Member to be added not specified"),
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => throw new GlanceError(400, "Member can't be empty"),
        };
        if (project.Length == 0)
        {
            throw new GlanceError(400, "Member can't be empty");
        }

        var image = Seen(token, id);
        RequireOwner(token, image, "create");
        return Results.Json(Write(await members.AddAsync(image.Id, project, context.RequestAborted)));
    }

    private IResult List(HttpContext context, string id)
    {
        var token = authorize(context);
        var image = Seen(token, id);
        if (image.Visibility != "shared")
        {
            throw new GlanceError(403, $"Not allowed to list members for image {id}: Only shared images have members.");
        }

        var rows = members.Of(image.Id).Where(row => IsOwner(token, image) || row.Project == token.ProjectId);
        return Results.Json(new { members = rows.Select(Write), schema = "/v2/schemas/members" });
    }

    private IResult Show(HttpContext context, string id, string project)
    {
        var token = authorize(context);
        var image = Seen(token, id);
        if (image.Visibility != "shared")
        {
            throw new GlanceError(404, "Only shared images have members.");
        }

        var row = members.Of(image.Id).Find(row => row.Project == project && (IsOwner(token, image) || project == token.ProjectId));
        return Results.Json(Write(row ?? throw NotAMember(project, image.Id)));
    }

    private async Task<IResult> SetStatusAsync(HttpContext context, string id, string project)
    {
        var token = authorize(context);
        var body = await ReadAsync(context.Request);
        var status = Property(body, "status") switch
        {
            null => throw new GlanceError(400, "Status not specified"),
            { ValueKind: JsonValueKind.String } text when s_statuses.Contains(text.GetString()) => text.GetString()!,
            _ => throw new GlanceError(400, "Incorrect request: Status must be \"pending\", \"accepted\" or \"rejected\"."),
        };
        var image = Seen(token, id);
        if (!token.IsAdmin && image.Owner == token.ProjectId)
        {
            throw new GlanceError(403, $"Not allowed to update members for image {id}.");
        }

        var mayChange = token.IsAdmin || project == token.ProjectId;
        return Results.Json(Write((mayChange ? members.SetStatus(image.Id, project, status) : null) ?? throw NotAMember(project, image.Id)));
    }

    private IResult Remove(HttpContext context, string id, string project)
    {
        var token = authorize(context);
        var image = Seen(token, id);
        RequireOwner(token, image, "delete");
        return members.Remove(image.Id, project) ? Results.NoContent() : throw NotAMember(project, image.Id);
    }
}
