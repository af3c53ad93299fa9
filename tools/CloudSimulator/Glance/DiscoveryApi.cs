using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudSimulator.Glance;

/// <summary>What clients read before they work: the versions and the schemas.</summary>
internal static class DiscoveryApi
{
    private static readonly JsonSerializerOptions s_spaced = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(WebApplication app)
    {
        app.MapGet("/", (HttpRequest request) => Json(Versions(request), StatusCodes.Status300MultipleChoices));
        app.MapGet("/versions", (HttpRequest request) => Json(Versions(request), StatusCodes.Status200OK));
        app.MapGet("/v2/schemas/member", () => Json(Member(), StatusCodes.Status200OK));
        app.MapGet("/v2/schemas/members", () => Json(Members(), StatusCodes.Status200OK));
    }

    private static IResult Json(object body, int status) => Results.Json(body, s_spaced, "application/json", status);

    private static object Versions(HttpRequest request) => new
    {
        versions = new[]
        {
            Version("v2.9", "CURRENT", request),
            Version("v2.7", "SUPPORTED", request),
            Version("v2.2", "SUPPORTED", request),
            Version("v2.0", "SUPPORTED", request),
        },
    };

    private static object Version(string id, string status, HttpRequest request) =>
        new { id, status, links = new[] { new { rel = "self", href = $"http://{request.Host}/v2/" } } };

    private static object Member() => new
    {
        name = "member",
        properties = new Dictionary<string, object>
        {
            ["created_at"] = new { type = "string", description = "Date and time of image member creation" },
            ["updated_at"] = new { type = "string", description = "Date and time of last modification of image member" },
            ["image_id"] = new
            {
                type = "string",
                description = "An identifier for the image",
                pattern = "^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$",
            },
            ["member_id"] = new { type = "string", description = "An identifier for the image member (tenantId)" },
            ["status"] = new { type = "string", description = "The status of this image member", @enum = new[] { "pending", "accepted", "rejected" } },
            ["schema"] = new { type = "string", readOnly = true },
        },
    };

    private static object Members() => new
    {
        name = "members",
        properties = new Dictionary<string, object>
        {
            ["members"] = new { type = "array", items = Member() },
            ["schema"] = new { type = "string" },
        },
        links = new[] { new { rel = "describedby", href = "{schema}" } },
    };
}
