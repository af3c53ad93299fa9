using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>
/// Logins of share jobs: the caller's token at its configured cloud, or the stored account's own, kept in memory, a job each, until shortly
/// before it expires.
/// </summary>
public sealed class ShareSessions(
    AccountStore accounts,
    OpenStackAccounts logins,
    SecretStore secrets,
    ConfiguredCloudClients clouds,
    HttpClient http,
    KeystoneClient keystone,
    TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);
    private readonly MemoryCache _sessions = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>The session that a job acts with.</summary>
    /// <exception cref="CloudException">The login is refused, or what it needs is gone.</exception>
    public Task<ShareSession> OpenAsync(ShareJob job, CancellationToken cancellationToken) => job.Request.Account is { } account
        ? OpenAccountAsync(
            job.Id, account, job.Request.AccountDomain, job.Request.AccountProject, job.Request.AccountRegion, cancellationToken)
        : OpenCallersAsync(job, cancellationToken);

    /// <summary>The session that accepts what a job added; null when nobody does.</summary>
    /// <exception cref="CloudException">The login is refused, or what it needs is gone.</exception>
    public async Task<ShareSession?> OpenAcceptingAsync(ShareJob job, CancellationToken cancellationToken) => job.Request.AcceptAccount is { } account
        ? await OpenAccountAsync(
            job.Id + "/accept", account, job.Request.AcceptDomain, job.Request.AcceptProject, job.Request.AccountRegion, cancellationToken)
        : null;

    /// <summary>The native member calls with a session.</summary>
    public IImageMembers MembersOf(ShareSession session) => new GlanceImageMembers(new GlanceMembers(session.Http, time), session.Login);

    /// <summary>Forgets the sessions of a job: a token was rejected, or the job has ended.</summary>
    public void Close(ShareJob job)
    {
        _sessions.Remove(job.Id);
        _sessions.Remove(job.Id + "/accept");
    }

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();

    private async Task<ShareSession> OpenCallersAsync(ShareJob job, CancellationToken cancellationToken)
    {
        ConfiguredCloudClient cloud = clouds.Find(job.Request.Cloud ?? "") ?? throw Gone("CLOUD_GONE", $"The cloud {job.Request.Cloud} is no longer configured.");
        AccountSecrets kept = await secrets.FindAsync(job.SecretName ?? "-", cancellationToken)
            ?? throw Gone(PairCodes.TokenExpired, "The token that came with the request is no longer kept.");
        CallerToken token = CallerToken.From(kept);
        if (token.ExpiresAt <= time.GetUtcNow()) throw Expired();
        var login = new OpenStackSession(token.Token, token.ExpiresAt, token.ProjectId, token.ImageEndpoint);
        return new ShareSession(cloud.Cloud.Kind, CloudKey(cloud.Cloud.AuthUrl), cloud.Cloud.AuthUrl, login, cloud.Http, IsCallers: true);
    }

    /// <summary>A caller's token was refused: it can't be replaced.</summary>
    public static CloudException Expired() =>
        Gone(PairCodes.TokenExpired, "The token that came with the request expired, or was revoked, before the pair's turn came.", 401);

    private async Task<ShareSession> OpenAccountAsync(
        string key, string path, string? domain, string? project, string? region, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(key, out ShareSession? known) && known!.Login.ExpiresAt > time.GetUtcNow() + Margin) return known;
        StoredAccount? stored = ResourcePath.TryParse(path, out ResourcePath? account) ? await accounts.FindAsync(account, cancellationToken) : null;
        if (stored is null) throw Gone("ACCOUNT_GONE", $"The account {path} was deleted.");
        if (!OpenStackAccounts.IsOpenStack(stored.Account.Type))
            throw Gone("ACCOUNT_TYPE", $"The account {path} is a {stored.Account.Type}: images can't be shared with it.");
        AccountSecrets kept = await accounts.ReadSecretsAsync(stored, cancellationToken);
        OpenStackCredentials credentials = logins.Login(stored.Account, kept, domain, project, project, region);
        OpenStackSession login = await keystone.AuthenticateAsync(credentials, cancellationToken);
        var session = new ShareSession(CloudKind.OpenStack, CloudKey(credentials.KeystoneUrl), credentials.KeystoneUrl, login, http, IsCallers: false);
        return _sessions.Set(key, session, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
    }

    /// <summary>
    /// The identity service however it was written: without version, user and query. The region is left out, since accounts may leave it out;
    /// an image's id is of one region only.
    /// </summary>
    private static string CloudKey(Uri identity)
    {
        string path = identity.AbsolutePath.TrimEnd('/');
        foreach (string version in new[] { "/v3", "/v2.0" })
        {
            if (path.EndsWith(version, StringComparison.OrdinalIgnoreCase)) path = path[..^version.Length].TrimEnd('/');
        }

        return $"{identity.IdnHost.ToLowerInvariant()}:{identity.Port}{path}";
    }

    private static CloudException Gone(string code, string message, int? status = null) => new(CloudErrorKind.Permanent, code, message, status);
}
