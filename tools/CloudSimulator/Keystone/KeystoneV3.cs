using System.Globalization;
using System.Text.Json;

namespace CloudSimulator.Keystone;

/// <summary>Identity API v3: the version document and password logins.</summary>
internal sealed class KeystoneV3(Identity identity, ServiceCatalog catalog, CloudSimulatorOptions options)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/v3", (HttpRequest request) =>
            Results.Json(new { version = new { id = "v3.14", status = "stable", links = Links(request) } }));
        app.MapPost("/v3/auth/tokens", (HttpRequest request, HttpResponse response) =>
            KeystoneAnswer.ForAsync(request, auth => LogIn(request, response, auth)));
        app.MapFallback(KeystoneAnswer.NotFound);
    }

    private static object[] Links(HttpRequest request) => [new { rel = "self", href = $"http://{request.Host}/v3/" }];

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private IResult LogIn(HttpRequest request, HttpResponse response, JsonElement auth)
    {
        var user = auth.GetProperty("identity").GetProperty("password").GetProperty("user");
        var scope = auth.TryGetProperty("scope", out var wanted) && wanted.ValueKind == JsonValueKind.Object ? wanted : default;
        var project = KeystoneAnswer.Text(scope, "project", "id") ?? KeystoneAnswer.Text(scope, "project", "name");
        var isScopedToAnother = scope.ValueKind == JsonValueKind.Object
            && (project is null || !IsInDomain(scope.GetProperty("project")));
        var token = isScopedToAnother || !IsInDomain(user)
            ? null
            : identity.LogIn(
                KeystoneAnswer.Text(user, "id") ?? KeystoneAnswer.Text(user, "name"), KeystoneAnswer.Text(user, "password"), project);
        if (token is null)
        {
            return KeystoneAnswer.Unauthorized(response, new Uri($"http://{request.Host}/"));
        }

        response.Headers["X-Subject-Token"] = token.Value;
        response.Headers.Vary = "X-Auth-Token";
        return Results.Json(new { token = Body(token) }, statusCode: 201);
    }

    /// <summary>Whether the element is named by id, or lies in the one domain there is.</summary>
    private bool IsInDomain(JsonElement element) =>
        element.TryGetProperty("id", out _)
        || KeystoneAnswer.Text(element, "domain", "id") == "default"
        || KeystoneAnswer.Text(element, "domain", "name") == options.Domain;

    private Dictionary<string, object> Body(IssuedToken token)
    {
        var domain = new { id = "default", name = options.Domain };
        var body = new Dictionary<string, object>
        {
            ["methods"] = new[] { "password" },
            ["user"] = new { domain, id = Identity.UserId(token.User.Name), name = token.User.Name, password_expires_at = (string?)null },
            ["audit_ids"] = new[] { Identity.Id(token.Value) },
            ["expires_at"] = Time(token.ExpiresAt),
            ["issued_at"] = Time(token.IssuedAt),
        };
        if (token.ProjectId is { } project)
        {
            body["project"] = new { domain, id = project, name = token.User.Project };
            body["is_domain"] = false;
            body["roles"] = new[] { new { id = Identity.Id(token.User.Role), name = token.User.Role } };
            body["catalog"] = catalog.V3;
        }

        return body;
    }
}
