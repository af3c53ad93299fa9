using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CloudSimulator.Keystone;

/// <summary>Users, their projects and the tokens issued to them; what all services ask who somebody is.</summary>
internal sealed class Identity(CloudSimulatorOptions options)
{
    private const int ManyTokens = 1000;

    private readonly ConcurrentDictionary<string, IssuedToken> _tokens = new();
    private readonly ConcurrentDictionary<string, ApplicationCredential> _applicationCredentials = new();

    public DateTimeOffset Now => options.Time.GetUtcNow();

    public static string ProjectId(string project) => Id($"project {project}");

    /// <summary>The account, at Open Telekom Cloud a domain, that a project belongs to; each has its own.</summary>
    public static string AccountId(string projectId) => Id($"account of {projectId}");

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

        return Issue(found, project is null ? null : ProjectId(found.Project));
    }

    /// <summary>Logs in with an application credential, given by id or by its name and its user's; null where anything is wrong.</summary>
    public IssuedToken? LogIn(string? credential, string? name, string? user, string? secret) =>
        _applicationCredentials.Values.FirstOrDefault(known =>
            known.Secret == secret && (known.Id == credential || (credential is null && known.Name == name && known.User.Name == user))) is { } found
            ? Issue(found.User, ProjectId(found.User.Project))
            : null;

    /// <summary>Makes an application credential for the token's project.</summary>
    public (string Id, string Secret) MakeApplicationCredential(IssuedToken token, string name)
    {
        var made = new ApplicationCredential(
            RandomNumberGenerator.GetHexString(32, lowercase: true), name, RandomNumberGenerator.GetHexString(64, lowercase: true), token.User);
        _applicationCredentials[made.Id] = made;
        return (made.Id, made.Secret);
    }

    /// <summary>Ends a token before its time.</summary>
    public void Revoke(IssuedToken token) => _tokens.TryRemove(token.Value, out _);

    /// <summary>Ends all tokens before their time.</summary>
    public void RevokeAll() => _tokens.Clear();

    /// <summary>null where the token is absent, unknown or expired.</summary>
    public IssuedToken? Find(string? token) =>
        token is not null && _tokens.TryGetValue(token, out var found) && found.ExpiresAt > Now ? found : null;

    private IssuedToken Issue(SimulatedUser user, string? projectId)
    {
        var now = Now;
        ForgetExpired(now);
        var token = new IssuedToken(
            "gAAAA" + RandomNumberGenerator.GetHexString(178, lowercase: true), user, projectId, now, now + options.TokenLifetime);
        _tokens[token.Value] = token;
        return token;
    }

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
