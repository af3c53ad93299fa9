using System.Collections.Concurrent;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>
/// Tokens of Open Telekom Cloud's IAM, which is a Keystone v3: got by password, kept in memory until shortly before they expire (the cloud
/// asks for that), renewed once where a service refuses one.
/// </summary>
public sealed class IamTokens(KeystoneClient keystone, TimeProvider time)
{
    private const int Many = 1000;

    /// <summary>Of the life that is left; a token that lives shorter than an hour keeps a quarter of its life in reserve.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<OpenStackCredentials, Kept> _tokens = new();

    /// <summary>The session of a login.</summary>
    /// <exception cref="CloudException">As <see cref="KeystoneClient.AuthenticateAsync"/>.</exception>
    public async Task<OpenStackSession> OpenAsync(OpenStackCredentials credentials, CancellationToken cancellation)
    {
        if (_tokens.TryGetValue(credentials, out var known) && known.RenewAt > time.GetUtcNow())
        {
            return known.Session;
        }

        var session = await keystone.AuthenticateAsync(credentials, cancellation);
        if (_tokens.Count >= Many)
        {
            _tokens.Clear();
        }

        var now = time.GetUtcNow();
        var quarter = (session.ExpiresAt - now) / 4;
        _tokens[credentials] = new Kept(session, session.ExpiresAt - (quarter < Reserve ? quarter : Reserve));
        return session;
    }

    /// <summary>Runs calls with a session; where a service refuses its token, once more with a new one.</summary>
    /// <exception cref="CloudException">What the login or the calls fail with.</exception>
    public async Task<T> RunAsync<T>(
        OpenStackCredentials credentials, Func<OpenStackSession, Task<T>> calls, CancellationToken cancellation)
    {
        var session = await OpenAsync(credentials, cancellation);
        try
        {
            return await calls(session);
        }
        catch (CloudException error) when (error.Code == CloudErrorCode.TokenRejected)
        {
            if (_tokens.TryGetValue(credentials, out var kept) && kept.Session == session)
            {
                _tokens.TryRemove(KeyValuePair.Create(credentials, kept));
            }

            return await calls(await OpenAsync(credentials, cancellation));
        }
    }

    private sealed record Kept(OpenStackSession Session, DateTimeOffset RenewAt);
}
