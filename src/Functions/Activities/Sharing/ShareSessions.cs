using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>
/// Logins of share jobs: the caller's token at its configured cloud, the stored account's own, or that of the image's publication, kept in memory, a job each, until shortly
/// before it expires.
/// </summary>
public sealed class ShareSessions(
    AccountStore accounts,
    TicketStore tickets,
    TicketCredentials credentials,
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
    public Task<ShareSession> OpenAsync(ShareJob job, CancellationToken cancellationToken) => job.Request switch
    {
        { Publication: { } publication } => OpenPublicationsAsync(job.Id, publication, cancellationToken),
        { Account: { } account } request => OpenAccountAsync(
            job.Id, account, request.AccountDomain, request.AccountProject, request.AccountRegion, cancellationToken),
        _ => OpenCallersAsync(job, cancellationToken),
    };

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
        return new ShareSession(cloud.Cloud.Kind, CloudKey(cloud.Cloud.AuthUrl), cloud.Cloud.AuthUrl, login, cloud.Http, IsCallers: true)
        {
            Kms = cloud.Cloud.KeyManagementUrl,
        };
    }

    /// <summary>A caller's token was refused: it can't be replaced.</summary>
    public static CloudException Expired() =>
        Gone(PairCodes.TokenExpired, "The token that came with the request expired, or was revoked, before the pair's turn came.", 401);

    private async Task<ShareSession> OpenAccountAsync(
        string key, string path, string? domain, string? project, string? region, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(key, out ShareSession? known) && known!.Login.ExpiresAt > time.GetUtcNow() + Margin) return known;
        if (!ResourcePath.TryParse(path, out ResourcePath? account) || await accounts.FindWithSecretsAsync(account, cancellationToken) is not var (stored, kept))
            throw Gone("ACCOUNT_GONE", $"The account {path} was deleted.");
        return await OpenAsync(key, stored.Account, logins.Login(stored.Account, kept, domain, project, project, region), cancellationToken);
    }

    /// <summary>The account that an image was published with, also one that came with that request: its secrets are kept until the share ends.</summary>
    private async Task<ShareSession> OpenPublicationsAsync(string key, string publication, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(key, out ShareSession? known) && known!.Login.ExpiresAt > time.GetUtcNow() + Margin) return known;
        if (!ResourcePath.TryParse(publication, out ResourcePath? path) || await tickets.FindAsync(path, cancellationToken) is not { } ticket)
            throw Gone("PUBLICATION_GONE", $"The publication {publication} was deleted.");
        (CloudAccount account, AccountSecrets kept) = await credentials.FindAsync(ticket, cancellationToken);
        PublishRequest request = ticket.Request;
        OpenStackCredentials login = logins.Login(
            account, kept, request["keystoneDomain"], request["keystoneProject"], request["tenantName"], request["publishLocation"]);
        return await OpenAsync(key, account, login, cancellationToken);
    }

    private async Task<ShareSession> OpenAsync(string key, CloudAccount account, OpenStackCredentials login, CancellationToken cancellationToken)
    {
        if (!OpenStackAccounts.CanShare(account.Type)) throw Gone("ACCOUNT_TYPE", $"Images can't be shared with a {account.Type}.");
        OpenStackSession signedIn = await keystone.AuthenticateAsync(login, cancellationToken);
        CloudKind kind = OpenStackAccounts.IsOpenStack(account.Type) ? CloudKind.OpenStack : CloudKind.OpenTelekomCloud;
        var session = new ShareSession(kind, CloudKey(login.KeystoneUrl), login.KeystoneUrl, signedIn, http, IsCallers: false)
        {
            Kms = account["keyManagementUrl"] is { } kms ? new Uri(kms) : null,
        };
        return _sessions.Set(key, session, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
    }

    /// <summary>
    /// The identity service however it was written: without version, user and query. The region is left out, since accounts may leave it out;
    /// an image's id is of one region only.
    /// </summary>
    private static string CloudKey(Uri identity)
    {
        string path = ServiceUrl.WithoutVersion(identity).AbsolutePath.TrimEnd('/');
        return $"{identity.IdnHost.ToLowerInvariant()}:{identity.Port}{path}";
    }

    private static CloudException Gone(string code, string message, int? status = null) => new(CloudErrorKind.Permanent, code, message, status);
}
