using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CloudSimulator.Registry;

/// <summary>Basic authentication, or tokens from <c>/token</c> on the same listener (Docker's token specification).</summary>
internal sealed class RegistryAuth(CloudSimulatorOptions options)
{
    private const string Service = "registry.simulated";

    private readonly ConcurrentDictionary<string, RegistryUser> _tokens = new();

    /// <summary>Who asks; null after a challenge was written.</summary>
    public async Task<RegistryUser?> AdmitAsync(HttpContext context, string? repository, string action)
    {
        var registry = options.Registry;
        var header = context.Request.Headers.Authorization.ToString();
        var user = registry.Tokens ? FindToken(header) : LogIn(header);
        if (user is not null && (repository is null || user.May(action, repository)))
        {
            return user;
        }

        var scope = repository is null ? "" : $",scope=\"repository:{repository}:{action}\"";
        context.Response.Headers.WWWAuthenticate = registry.Tokens
            ? $"Bearer realm=\"{context.Request.Scheme}://{context.Request.Host}/token\",service=\"{Service}\"{scope}"
            : "Basic realm=\"simulated\"";
        await new RegistryError(401, "UNAUTHORIZED", "authentication required").WriteAsync(context);
        return null;
    }

    /// <summary>The token endpoint: grants whatever a valid login asks for, except to repositories that are forbidden.</summary>
    public IResult IssueToken(HttpRequest request)
    {
        if (request.Query["service"] != Service || LogIn(request.Headers.Authorization.ToString()) is not { } user)
        {
            return Results.Json(new { errors = new[] { new { code = "UNAUTHORIZED", message = "incorrect username or password" } } }, statusCode: 401);
        }

        var registry = options.Registry;
        string[] granted =
            [.. request.Query["scope"].OfType<string>().Where(scope => !registry.Forbidden.Any(name => scope.StartsWith($"repository:{name}:", StringComparison.Ordinal)))];
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _tokens[token] = user with { Scopes = granted, Expires = options.Time.GetUtcNow().AddSeconds(registry.TokenLifetime) };
        return Results.Json(new { token, expires_in = registry.TokenLifetime });
    }

    /// <summary>Forgets all tokens, as a registry does whose key was changed.</summary>
    public void Revoke() => _tokens.Clear();

    private RegistryUser? FindToken(string header) =>
        header.StartsWith("Bearer ", StringComparison.Ordinal) && _tokens.TryGetValue(header["Bearer ".Length..], out var user)
            && user.Expires > options.Time.GetUtcNow() ? user : null;

    private RegistryUser? LogIn(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':', 2);
        var user = options.Users.FirstOrDefault(user => parts.Length == 2 && user.Name == parts[0] && user.Password == parts[1]);
        return user is null ? null : new RegistryUser(user, null, DateTimeOffset.MaxValue);
    }
}
