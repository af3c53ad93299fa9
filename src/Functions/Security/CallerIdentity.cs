using System.Collections.Concurrent;
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
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(60);

    /// <summary>Compared for a login that does not exist, so that the time an answer takes does not tell.</summary>
    private static readonly string NobodysHash = PasswordHash.Create(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    private readonly byte[] _processKey = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = 10_000 });
    private readonly ConcurrentDictionary<string, Lazy<Task<(Caller? Caller, bool WasLookedAt)>>> _looks = new();

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
        string name = Convert.ToHexString(HMACSHA256.HashData(_processKey, Encoding.UTF8.GetBytes($"{credential.Login}\n{credential.Password}")));
        if (Remembered(name) is { } known) return known;

        // In supervisor mode an administrator's name stands before that of the user for whom it acts.
        string[] logins = credential.Login.Split('\\', 2);
        failures.Check(request, logins[0]);

        // Clients send many requests at once: equal credentials of one address share one slow look, whoever of them goes away meanwhile.
        string address = FailedLogins.AddressOf(request);
        string look = $"{address} {name}";
        var mine = new Lazy<Task<(Caller? Caller, bool WasLookedAt)>>(() => LookAsync(look, name, address, logins, credential.Password));
        Lazy<Task<(Caller? Caller, bool WasLookedAt)>> shared = _looks.GetOrAdd(look, mine);
        (Caller? caller, bool wasLookedAt) = await shared.Value.WaitAsync(cancellationToken);
        if (caller is not null) return caller;
        if (!wasLookedAt) return await FindAsync(request, credential, cancellationToken);

        // Who looked was counted with its turn.
        if (shared != mine) failures.Count(request, logins[0]);
        throw Unauthorized();
    }

    private async Task<(Caller? Caller, bool WasLookedAt)> LookAsync(string look, string name, string address, string[] logins, string password)
    {
        try
        {
            using FailedLogins.Turn? turn = await failures.TakeTurnAsync(address, logins[0], CancellationToken.None);
            if (turn is null) return (null, false);
            if (Remembered(name) is { } known) return (known, true);
            Caller? caller = await VerifyAsync(logins, password, CancellationToken.None);
            if (caller is null) turn.Fail();
            else Remember(name, caller);
            return (caller, true);
        }
        finally
        {
            _looks.TryRemove(look, out _);
        }
    }

    /// <summary>Whose credential it is; null when it is wrong.</summary>
    private async Task<Caller?> VerifyAsync(string[] logins, string password, CancellationToken cancellationToken)
    {
        User? user = await users.FindAsync(logins[0], cancellationToken);
        bool matches = PasswordHash.Matches(password, user?.PasswordHash ?? NobodysHash);
        User? target = logins.Length == 1 ? user : user is { IsAdministrator: true } ? await users.FindAsync(logins[1], cancellationToken) : null;
        if (user is not { PasswordHash: not null, IsDisabled: false } || !matches || target is not { IsDisabled: false }) return null;
        if (logins.Length == 1) return CallerOf(target);
        log.LogInformation(new EventId(130, "ActedFor"), "Administrator {Administrator} acts for {User}", user.Login, target.Login);
        return CallerOf(target) with { IsAdministrator = false, Supervisor = user.Login };
    }

    private Caller? Remembered(string name) =>
        _verified.TryGetValue(name, out (Caller Caller, DateTimeOffset Until) known) && known.Until > time.GetUtcNow() ? known.Caller : null;

    private void Remember(string name, Caller caller) => _verified.Set(
        name, (caller, time.GetUtcNow() + RememberedFor), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = RememberedFor });

    private async Task<Caller> FindAsync(HttpRequest request, SignedRequest signed, CancellationToken cancellationToken)
    {
        if (RememberedKey(signed.PublicKey) is { } known && signed.Matches(known.Secret)) return known.Caller;
        failures.Check(request, signed.PublicKey);
        using FailedLogins.Turn? turn = await failures.TakeTurnAsync(FailedLogins.AddressOf(request), signed.PublicKey, cancellationToken);
        if (turn is null) return await FindAsync(request, signed, cancellationToken);
        if (await FindKeyAsync(signed.PublicKey, cancellationToken) is { } found && signed.Matches(found.Secret)) return found.Caller;
        turn.Fail();
        throw Unauthorized();
    }

    /// <summary>The user and the secret of an API key; null when there is none, or its user may not sign in.</summary>
    private async Task<(Caller Caller, string Secret)?> FindKeyAsync(string publicKey, CancellationToken cancellationToken)
    {
        if (RememberedKey(publicKey) is { } known) return known;
        if (await keys.FindAsync(publicKey, cancellationToken) is not { } found
            || await users.FindAsync(found.Key.Path.Login, cancellationToken) is not { IsDisabled: false } user)
        {
            return null;
        }

        Caller caller = CallerOf(user);
        _verified.Set(
            NameOfKey(publicKey),
            (caller, found.Secret, time.GetUtcNow() + RememberedFor),
            new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = RememberedFor });
        return (caller, found.Secret);
    }

    private (Caller Caller, string Secret)? RememberedKey(string publicKey) =>
        _verified.TryGetValue(NameOfKey(publicKey), out (Caller Caller, string Secret, DateTimeOffset Until) known) && known.Until > time.GetUtcNow()
            ? (known.Caller, known.Secret)
            : null;

    private static string NameOfKey(string publicKey) => "key " + publicKey;
}
