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
        app.MapMethods("/v3/auth/tokens", ["GET", "HEAD"], Validate);
        app.MapDelete("/v3/auth/tokens", Revoke);
        app.MapGet("/v3/auth/projects", ListProjects);
        app.MapGet("/v3/projects/{id}", ShowProject);
        app.MapPost("/v3/users/{id}/application_credentials", (Delegate)MakeApplicationCredentialAsync);
        app.MapFallback(KeystoneAnswer.NotFound);
    }

    private static object[] Links(HttpRequest request) => [new { rel = "self", href = $"http://{request.Host}/v3/" }];

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private IResult LogIn(HttpRequest request, HttpResponse response, JsonElement auth)
    {
        if (auth.GetProperty("identity").TryGetProperty("application_credential", out var application))
        {
            var name = KeystoneAnswer.Text(application, "user", "name");
            var issued = identity.LogIn(
                KeystoneAnswer.Text(application, "id"), KeystoneAnswer.Text(application, "name"), name, KeystoneAnswer.Text(application, "secret"));
            return issued is null ? KeystoneAnswer.Unauthorized(response, new Uri($"http://{request.Host}/")) : Issued(response, issued);
        }

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

        return Issued(response, token);
    }

    private IResult Issued(HttpResponse response, IssuedToken token, int status = StatusCodes.Status201Created)
    {
        response.Headers["X-Subject-Token"] = token.Value;
        response.Headers.Vary = "X-Auth-Token";
        return Results.Json(new { token = Body(token) }, statusCode: status);
    }

    private IResult Validate(HttpRequest request, HttpResponse response) => ForSubject(request, response, token => Issued(response, token, 200));

    private IResult Revoke(HttpRequest request, HttpResponse response) => ForSubject(request, response, token =>
    {
        identity.Revoke(token);
        return Results.NoContent();
    });

    /// <summary>A token may ask about itself, an administrator's about all.</summary>
    private IResult ForSubject(HttpRequest request, HttpResponse response, Func<IssuedToken, IResult> answer)
    {
        if (identity.Find(request.Headers["X-Auth-Token"]) is not { } asker)
        {
            return KeystoneAnswer.Unauthorized(response, new Uri($"http://{request.Host}/"));
        }

        return identity.Find(request.Headers["X-Subject-Token"]) switch
        {
            null => KeystoneAnswer.Error(404, "Could not find token.", "Not Found"),
            { } token when token == asker || asker.IsAdmin => answer(token),
            _ => KeystoneAnswer.Error(403, "You are not authorized to perform the requested action: identity:validate_token.", "Forbidden"),
        };
    }

    private IResult ListProjects(HttpRequest request, HttpResponse response) => identity.Find(request.Headers["X-Auth-Token"]) is { } token
        ? Results.Json(new { projects = new[] { Project(Identity.ProjectId(token.User.Project), token.User.Project) } })
        : KeystoneAnswer.Unauthorized(response, new Uri($"http://{request.Host}/"));

    private IResult ShowProject(HttpRequest request, HttpResponse response, string id)
    {
        if (identity.Find(request.Headers["X-Auth-Token"]) is not { } token)
        {
            return KeystoneAnswer.Unauthorized(response, new Uri($"http://{request.Host}/"));
        }

        if (!token.IsAdmin && id != Identity.ProjectId(token.User.Project))
        {
            return KeystoneAnswer.Error(403, "You are not authorized to perform the requested action: identity:get_project.", "Forbidden");
        }

        return options.Users.FirstOrDefault(user => Identity.ProjectId(user.Project) == id) is { } found
            ? Results.Json(new { project = Project(id, found.Project) })
            : KeystoneAnswer.Error(404, $"Could not find project: {id}.", "Not Found");
    }

    private static object Project(string id, string name) => new { id, name, domain_id = "default", enabled = true, is_domain = false };

    private async Task<IResult> MakeApplicationCredentialAsync(HttpContext context, string id)
    {
        if (identity.Find(context.Request.Headers["X-Auth-Token"]) is not { } token || Identity.UserId(token.User.Name) != id)
        {
            return KeystoneAnswer.Unauthorized(context.Response, new Uri($"http://{context.Request.Host}/"));
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var name = KeystoneAnswer.Text(body.RootElement, "application_credential", "name")!;
        var (credential, secret) = identity.MakeApplicationCredential(token, name);
        return Results.Json(new { application_credential = new { id = credential, name, secret, project_id = token.ProjectId } }, statusCode: 201);
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
