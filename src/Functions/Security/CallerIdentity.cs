using System.Security.Cryptography;
using System.Text;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Security;

/// <summary>
/// Finds out who calls: by user name and password, by an API key's signature, or by App Service authentication where that is on. A verified
/// credential is remembered for a minute at most, under an HMAC with a key of this process (clients poll every two seconds, and a slow hash
/// on each poll is out of the question); a failure never.
/// </summary>
public sealed class CallerIdentity(
    UserStore users, ApiKeyStore keys, FailedLogins failures, SecurityOptions options, TimeProvider time, ILogger<CallerIdentity> log) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(60);

    /// <summary>Compared for a login that does not exist, so that the time an answer takes does not tell.</summary>
    private static readonly string NobodysHash = PasswordHash.Create(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    private readonly byte[] _processKey = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>Who calls.</summary>
    /// <exception cref="RefusalException">401 without a valid credential; 429 after too many wrong ones.</exception>
    public async Task<Caller> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (BasicCredential.Read(request.Headers.Authorization) is { } basic) return await FindAsync(request, basic, cancellationToken);
        if (SignedRequest.Read(request) is { } signed) return await FindAsync(request, signed, cancellationToken);
        if (options.PrincipalClaim is { } claim && AppServicePrincipal.Claim(request, claim) is { } login
            && await users.FindAsync(login, cancellationToken) is { IsDisabled: false } user)
        {
            return CallerOf(user);
        }

        throw Unauthorized();
    }

    /// <inheritdoc />
    public void Dispose() => _verified.Dispose();

    private static Caller CallerOf(User user) => new(user.Login, user.IsAdministrator, user.Entitlements);

    private static RefusalException Unauthorized() =>
        new(401, "AUTHENTICATION_REQUIRED", "A valid user name and password, or a signed request, are required.", "Authorization");

    private async Task<Caller> FindAsync(HttpRequest request, BasicCredential credential, CancellationToken cancellationToken)
    {
        string remembered = Convert.ToHexString(HMACSHA256.HashData(_processKey, Encoding.UTF8.GetBytes($"{credential.Login}\n{credential.Password}")));
        if (_verified.TryGetValue(remembered, out (Caller Caller, DateTimeOffset Until) known) && known.Until > time.GetUtcNow()) return known.Caller;

        // In supervisor mode an administrator's name stands before that of the user for whom it acts.
        string[] names = credential.Login.Split('\\', 2);
        failures.Check(request, names[0]);
        failures.Count(request, names[0]);
        User? user = await users.FindAsync(names[0], cancellationToken);
        bool matches = PasswordHash.Matches(credential.Password, user?.PasswordHash ?? NobodysHash);
        User? target = names.Length == 1 ? user : user is { IsAdministrator: true } ? await users.FindAsync(names[1], cancellationToken) : null;
        if (user is not { PasswordHash: not null, IsDisabled: false } || !matches || target is not { IsDisabled: false })
        {
            throw Unauthorized();
        }

        failures.Forgive(request, names[0]);
        Caller caller = CallerOf(target);
        if (names.Length > 1)
        {
            log.LogInformation(new EventId(130, "ActedFor"), "Administrator {Administrator} acts for {User}", user.Login, target.Login);
            caller = caller with { IsAdministrator = false };
        }

        _verified.Set(
            remembered, (caller, time.GetUtcNow() + Remembered), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
        return caller;
    }

    private async Task<Caller> FindAsync(HttpRequest request, SignedRequest signed, CancellationToken cancellationToken)
    {
        string remembered = "key " + signed.PublicKey;
        if (!_verified.TryGetValue(remembered, out (Caller Caller, string Secret, DateTimeOffset Until) known) || known.Until <= time.GetUtcNow())
        {
            failures.Check(request, signed.PublicKey);
            if (await keys.FindAsync(signed.PublicKey, cancellationToken) is not { } found
                || await users.FindAsync(found.Key.Path.Login, cancellationToken) is not { IsDisabled: false } user)
            {
                failures.Count(request, signed.PublicKey);
                throw Unauthorized();
            }

            known = (CallerOf(user), found.Secret, time.GetUtcNow() + Remembered);
            _verified.Set(remembered, known, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
        }

        if (signed.Matches(known.Secret)) return known.Caller;
        failures.Count(request, signed.PublicKey);
        throw Unauthorized();
    }
}
