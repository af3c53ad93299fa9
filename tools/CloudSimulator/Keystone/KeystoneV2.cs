using System.Globalization;
using System.Text.Json;

namespace CloudSimulator.Keystone;

/// <summary>Identity API v2.0, as clouds had it until 2018: password logins into a tenant.</summary>
internal sealed class KeystoneV2(Identity identity, ServiceCatalog catalog)
{
    public void Map(WebApplication app) =>
        app.MapPost("/v2.0/tokens", (HttpRequest request, HttpResponse response) =>
            KeystoneAnswer.ForAsync(request, auth => LogIn(request, response, auth)));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private IResult LogIn(HttpRequest request, HttpResponse response, JsonElement auth)
    {
        var token = identity.LogIn(
            KeystoneAnswer.Text(auth, "passwordCredentials", "username"),
            KeystoneAnswer.Text(auth, "passwordCredentials", "password"),
            KeystoneAnswer.Text(auth, "tenantName") ?? KeystoneAnswer.Text(auth, "tenantId"));
        if (token is null)
        {
            return KeystoneAnswer.Unauthorized(response, new Uri($"http://{request.Host}/"));
        }

        var issued = new Dictionary<string, object>
        {
            ["id"] = token.Value,
            ["issued_at"] = Time(token.IssuedAt),
            ["expires"] = Time(token.ExpiresAt),
        };
        if (token.ProjectId is { } tenant)
        {
            issued["tenant"] = new { id = tenant, name = token.User.Project, enabled = true };
        }

        return Results.Json(new
        {
            access = new
            {
                token = issued,
                serviceCatalog = token.ProjectId is null ? [] : catalog.V2,
                user = new
                {
                    id = Identity.UserId(token.User.Name),
                    name = token.User.Name,
                    roles = new[] { new { name = token.User.Role } },
                },
            },
        });
    }
}
