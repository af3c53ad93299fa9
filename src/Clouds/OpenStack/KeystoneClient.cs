using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>Logs in at OpenStack's identity service, Identity API v3 and v2.0, with a password.</summary>
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
        var isV3 = credentials.Version == KeystoneVersion.V3;
        var root = ServiceUrl.WithoutVersion(credentials.KeystoneUrl, "v3", "v2.0");
        var glance = credentials.GlanceUrl is { } given ? ServiceUrl.WithoutVersion(given, "v2") : null;
        using var request = new HttpRequestMessage(HttpMethod.Post, ServiceUrl.Append(root, isV3 ? "v3/auth/tokens" : "v2.0/tokens"));
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = JsonContent.Create(isV3 ? PasswordV3(credentials) : PasswordV2(credentials));
        var call = new CloudCall("Keystone: log in", Changes: false, _timeouts.Request, [credentials.Password]);
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
            _ => isV3 ? ReadV3(answer, credentials, glance) : ReadV2(answer, credentials, glance),
        };
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

    private static OpenStackSession ReadV3(CloudAnswer answer, OpenStackCredentials credentials, Uri? glance)
    {
        if (!answer.Headers.TryGetValues("X-Subject-Token", out var tokens))
        {
            throw new CloudException(
                CloudErrorKind.Permanent, CloudErrorCode.BadAnswer, "Keystone: the answer to the login has no token.", (int)answer.Status);
        }

        return answer.ReadJson(root =>
        {
            var token = root.GetProperty("token");
            return Session(
                tokens.First(),
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
        if (token.Length == 0 || token.AsSpan().ContainsAnyExceptInRange('!', '~'))
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
            glance = ServiceUrl.WithoutVersion(url, "v2");
        }

        var expiresAt = DateTimeOffset.Parse(expires.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new OpenStackSession(token, expiresAt, projectId, glance);
    }
}
