using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CloudSimulator.Keystone;

/// <summary>Users, their projects and the tokens issued to them; what all services ask who somebody is.</summary>
internal sealed class Identity(CloudSimulatorOptions options)
{
    private const int ManyTokens = 1000;

    private readonly ConcurrentDictionary<string, IssuedToken> _tokens = new();

    public DateTimeOffset Now => options.Time.GetUtcNow();

    public static string ProjectId(string project) => Id($"project {project}");

    public static string UserId(string user) => Id($"user {user}");

    public static string Id(string of) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)).AsSpan(0, 16));

    /// <summary>null where anything is wrong: like Keystone, it never says what.</summary>
    /// <param name="user">A name or an id.</param>
    /// <param name="project">A name or an id; null: unscoped.</param>
    public IssuedToken? LogIn(string? user, string? password, string? project)
    {
        var found = options.Users.FirstOrDefault(known => known.Name == user || UserId(known.Name) == user);
        if (found is null || found.Password != password
            || (project is not null && project != found.Project && project != ProjectId(found.Project)))
        {
            return null;
        }

        var now = Now;
        ForgetExpired(now);
        var token = new IssuedToken(
            "gAAAA" + RandomNumberGenerator.GetHexString(178, lowercase: true),
            found,
            project is null ? null : ProjectId(found.Project),
            now,
            now + options.TokenLifetime);
        _tokens[token.Value] = token;
        return token;
    }

    /// <summary>null where the token is absent, unknown or expired.</summary>
    public IssuedToken? Find(string? token) =>
        token is not null && _tokens.TryGetValue(token, out var found) && found.ExpiresAt > Now ? found : null;

    private void ForgetExpired(DateTimeOffset now)
    {
        if (_tokens.Count > ManyTokens)
        {
            foreach (var expired in _tokens.Values.Where(token => token.ExpiresAt <= now))
            {
                _tokens.TryRemove(expired.Value, out _);
            }
        }
    }
}
