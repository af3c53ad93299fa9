using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>
/// OpenStack's identity service: logs in with a password (Identity API v3 and v2.0) or an application credential (v3), and asks what a
/// token stands for.
/// </summary>
/// <param name="http">Its handler must not follow redirects; it decides which addresses may be reached.</param>
public sealed class KeystoneClient(HttpClient http, TimeProvider time, OpenStackTimeouts? timeouts = null)
{
    private readonly CloudSender _sender = new(http, time);
    private readonly OpenStackTimeouts _timeouts = timeouts ?? new OpenStackTimeouts();

    /// <summary>Gets a token for the credentials' project and finds the image endpoint.</summary>
    /// <exception cref="CloudException">
    /// AuthenticationFailed for any wrong part of the login (Keystone does not say which), VersionNotOffered, NoProject,
    /// NoImageEndpoint, or what any call may fail with. A login changes nothing, so its kind is never Unknown.
    /// </exception>
    public async Task<OpenStackSession> AuthenticateAsync(OpenStackCredentials credentials, CancellationToken cancellation)
    {
        var glance = credentials.GlanceUrl is { } given ? ServiceUrl.WithoutVersion(given) : null;
        var answer = await LogInAsync(credentials, cancellation);
        return credentials.Version == KeystoneVersion.V3 ? ReadV3(answer, credentials, glance) : ReadV2(answer, credentials, glance);
    }

    private async Task<CloudAnswer> LogInAsync(OpenStackCredentials credentials, CancellationToken cancellation)
    {
        var isV3 = credentials.Version == KeystoneVersion.V3;
        var root = ServiceUrl.WithoutVersion(credentials.KeystoneUrl);
        using var request = new HttpRequestMessage(HttpMethod.Post, ServiceUrl.Append(root, isV3 ? "v3/auth/tokens" : "v2.0/tokens"));
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = JsonContent.Create(isV3 ? LoginV3(credentials) : PasswordV2(credentials));
        string[] secrets = [credentials.Password, credentials.ApplicationCredential?.Secret ?? ""];
        var call = new CloudCall("Keystone: log in", Changes: false, _timeouts.Request, secrets);
        var answer = await _sender.SendAsync(
            request, call, cancellation, status => status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.Gone);

        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => throw new CloudException(
                CloudErrorKind.Permanent,
                CloudErrorCode.AuthenticationFailed,
                $"Keystone: authentication failed for {credentials.Login} (login, password, or the project, tenant or domain is wrong).",
                (int)answer.Status),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => throw new CloudException(
                CloudErrorKind.Permanent,
                CloudErrorCode.VersionNotOffered,
                isV3
                    ? $"Keystone: {root.Host} does not offer v3 at this URL."
                    : $"Keystone: {root.Host} does not offer v2.0; use v3, with domain and project.",
                (int)answer.Status),
            _ => answer,
        };
    }

    /// <summary>Asks Keystone what a token stands for, with that token itself; null where it is no good (any more).</summary>
    /// <param name="keystoneUrl">With or without <c>/v3</c>.</param>
    /// <param name="token">The token; whoever has it may ask.</param>
    /// <param name="region">Chooses among the catalogue's image endpoints; null: the first.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CloudException">What any call may fail with; a failure says nothing about the token.</exception>
    public async Task<OpenStackToken?> ValidateAsync(Uri keystoneUrl, string token, string? region, CancellationToken cancellation)
    {
        if (!IsSendable(token)) return null;
        using var request = Request(HttpMethod.Get, keystoneUrl, "v3/auth/tokens", token);
        request.Headers.Add("X-Subject-Token", token);
        var answer = await _sender.SendAsync(
            request,
            new CloudCall("Keystone: validate token", Changes: false, _timeouts.Request, [token]),
            cancellation,
            status => status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound);
        return answer.IsSuccess ? answer.ReadJson(root => OpenStackTokenJson.Read(root.GetProperty("token"), region)) : null;
    }

    /// <summary>Looks up a project by its id.</summary>
    /// <returns>True where it exists, false where it does not, null where the token's user may not know.</returns>
    /// <exception cref="CloudException">What any call may fail with.</exception>
    public async Task<bool?> HasProjectAsync(Uri keystoneUrl, string token, string projectId, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, keystoneUrl, $"v3/projects/{ServiceUrl.Segment(projectId)}", token);
        var answer = await _sender.SendAsync(
            request,
            new CloudCall("Keystone: read project", Changes: false, _timeouts.Request, [token]),
            cancellation,
            status => status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden);
        return answer.Status switch
        {
            HttpStatusCode.NotFound => false,
            HttpStatusCode.Forbidden => null,
            _ => true,
        };
    }

    /// <summary>The projects that the token's user has a role in: names by id.</summary>
    /// <exception cref="CloudException">What any call may fail with.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ListProjectsAsync(Uri keystoneUrl, string token, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, keystoneUrl, "v3/auth/projects", token);
        var answer = await _sender.SendAsync(
            request, new CloudCall("Keystone: list projects", Changes: false, _timeouts.Request, [token]), cancellation);
        return answer.ReadJson(root => root.GetProperty("projects").EnumerateArray().ToDictionary(
            project => project.GetProperty("id").GetString()!, project => project.GetProperty("name").GetString()!));
    }

    /// <summary>The projects that a user has a role in: names by id. Keystone v3; the credentials' project is not asked for.</summary>
    /// <exception cref="CloudException">As <see cref="AuthenticateAsync"/>.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ListProjectsAsync(OpenStackCredentials credentials, CancellationToken cancellation)
    {
        var answer = await LogInAsync(credentials with { Version = KeystoneVersion.V3, Project = null }, cancellation);
        return await ListProjectsAsync(credentials.KeystoneUrl, TokenOf(answer), cancellation);
    }

    private static HttpRequestMessage Request(HttpMethod method, Uri keystoneUrl, string relative, string token)
    {
        var request = new HttpRequestMessage(method, ServiceUrl.Append(ServiceUrl.WithoutVersion(keystoneUrl), relative));
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Add("X-Auth-Token", token);
        return request;
    }

    private static bool IsSendable(string token) => token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static JsonObject LoginV3(OpenStackCredentials credentials) =>
        credentials.ApplicationCredential is { } application ? ApplicationCredentialV3(credentials, application) : PasswordV3(credentials);

    /// <summary>It has its project in it: a scope beside it is refused.</summary>
    private static JsonObject ApplicationCredentialV3(OpenStackCredentials credentials, ApplicationCredential application)
    {
        var credential = new JsonObject { ["secret"] = application.Secret };
        if (application.Id is { } id)
        {
            credential["id"] = id;
        }
        else
        {
            credential["name"] = application.Name;
            credential["user"] = new JsonObject { ["name"] = credentials.Login, ["domain"] = Domain(credentials.Domain) };
        }

        var identity = new JsonObject { ["methods"] = new JsonArray("application_credential"), ["application_credential"] = credential };
        return new JsonObject { ["auth"] = new JsonObject { ["identity"] = identity } };
    }

    private static JsonObject PasswordV3(OpenStackCredentials credentials)
    {
        var auth = new JsonObject
        {
            ["identity"] = new JsonObject
            {
                ["methods"] = new JsonArray("password"),
                ["password"] = new JsonObject
                {
                    ["user"] = new JsonObject
                    {
                        ["name"] = credentials.Login,
                        ["domain"] = Domain(credentials.Domain),
                        ["password"] = credentials.Password,
                    },
                },
            },
        };
        if (credentials.Project is { } project)
        {
            auth["scope"] = new JsonObject
            {
                ["project"] = new JsonObject { ["name"] = project, ["domain"] = Domain(credentials.Domain) },
            };
        }

        return new JsonObject { ["auth"] = auth };
    }

    /// <summary>"default" is the id of the domain named "Default", and what people write for it.</summary>
    private static JsonObject Domain(string? name) =>
        name is null or "default" ? new JsonObject { ["id"] = "default" } : new JsonObject { ["name"] = name };

    private static JsonObject PasswordV2(OpenStackCredentials credentials)
    {
        var auth = new JsonObject
        {
            ["passwordCredentials"] = new JsonObject { ["username"] = credentials.Login, ["password"] = credentials.Password },
        };
        if (credentials.Tenant is { } tenant)
        {
            auth["tenantName"] = tenant;
        }

        return new JsonObject { ["auth"] = auth };
    }

    private static string TokenOf(CloudAnswer answer) => answer.Headers.TryGetValues("X-Subject-Token", out var tokens)
        ? tokens.First()
        : throw new CloudException(
            CloudErrorKind.Permanent, CloudErrorCode.BadAnswer, "Keystone: the answer to the login has no token.", (int)answer.Status);

    private static OpenStackSession ReadV3(CloudAnswer answer, OpenStackCredentials credentials, Uri? glance)
    {
        var issued = TokenOf(answer);
        return answer.ReadJson(root =>
        {
            var token = root.GetProperty("token");
            return Session(
                issued,
                token.GetProperty("expires_at"),
                token.TryGetProperty("project", out var project) ? project : null,
                token.TryGetProperty("catalog", out var catalog) ? catalog : null,
                credentials,
                glance);
        });
    }

    private static OpenStackSession ReadV2(CloudAnswer answer, OpenStackCredentials credentials, Uri? glance) => answer.ReadJson(root =>
    {
        var access = root.GetProperty("access");
        var token = access.GetProperty("token");
        return Session(
            token.GetProperty("id").GetString()!,
            token.GetProperty("expires"),
            token.TryGetProperty("tenant", out var tenant) ? tenant : null,
            access.TryGetProperty("serviceCatalog", out var catalog) ? catalog : null,
            credentials,
            glance);
    });

    private static OpenStackSession Session(
        string token, JsonElement expires, JsonElement? project, JsonElement? catalog, OpenStackCredentials credentials, Uri? glance)
    {
        if (!IsSendable(token))
        {
            throw new FormatException("A token is sent in a header.");
        }

        var projectId = project?.GetProperty("id").GetString() ?? throw new CloudException(
            CloudErrorKind.Permanent, CloudErrorCode.NoProject, $"Keystone: {credentials.Login} logs in, but no project was named.");
        if (glance is null)
        {
            var region = credentials.Region is { } name ? $" in region {name}" : "";
            var url = ServiceCatalog.ImageEndpoint(catalog, credentials) ?? throw new CloudException(
                CloudErrorKind.Permanent, CloudErrorCode.NoImageEndpoint, $"Keystone: the catalogue has no public image endpoint{region}.");
            glance = ServiceUrl.WithoutVersion(url);
        }

        var expiresAt = DateTimeOffset.Parse(expires.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new OpenStackSession(token, expiresAt, projectId, glance);
    }
}
