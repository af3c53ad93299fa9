using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Activities;

/// <summary>Signs in at the Keystone of a publication's account; a session is kept in memory, a publication each, until shortly before it expires.</summary>
public sealed class OpenStackSessions(TicketCredentials credentials, OpenStackAccounts accounts, KeystoneClient keystone, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);
    private readonly MemoryCache _sessions = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>The session of a publication.</summary>
    public async Task<OpenStackSession> OpenAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        string key = ticket.Path.Text;
        if (_sessions.TryGetValue(key, out OpenStackSession? known) && known!.ExpiresAt > time.GetUtcNow() + Margin) return known;
        (CloudAccount account, AccountSecrets secrets) = await credentials.FindAsync(ticket, cancellationToken);
        OpenStackSession session = await keystone.AuthenticateAsync(
            accounts.Login(
                account,
                secrets,
                ticket.Request["keystoneDomain"],
                ticket.Request["keystoneProject"],
                ticket.Request["tenantName"],
                ticket.Request["publishLocation"]),
            cancellationToken);
        _sessions.Set(key, session, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
        return session;
    }

    /// <summary>Forgets the session of a publication: its token was rejected, or the publication has ended.</summary>
    public void Close(Ticket ticket) => _sessions.Remove(ticket.Path.Text);

    /// <inheritdoc />
    public void Dispose() => _sessions.Dispose();
}
