using System.Security.Cryptography;
using System.Text;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Security;

/// <summary>
/// The one place where a door asks who calls and whether it may. A verified credential is remembered for a minute at most, under an HMAC
/// with a key of this process (clients poll every two seconds, and a slow hash on each poll is out of the question); a failure never.
/// </summary>
public sealed class CallerGate(UserStore users, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(60);

    /// <summary>Compared for a login that does not exist, so that the time an answer takes does not tell.</summary>
    private static readonly string NobodysHash = PasswordHash.Create(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    private readonly byte[] _processKey = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>Verifies the request's credential and that it may act on the path's user with the entitlement.</summary>
    /// <param name="request">The request; its Authorization header is read.</param>
    /// <param name="login">The login name in the path.</param>
    /// <param name="entitlement">The entitlement that the resource asks for, null for none; see <see cref="Entitlement"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">401 without a valid credential, 403 without the entitlement, 404 on another user's path.</exception>
    public async Task<Caller> AdmitAsync(HttpRequest request, string login, string? entitlement, CancellationToken cancellationToken)
    {
        Caller caller = await IdentifyAsync(request, cancellationToken);
        if (caller.Login != login && !caller.IsAdministrator)
            throw new RefusalException(404, "USER_NOT_FOUND", $"User {login} not found.", "uid");
        if (entitlement is not null && !caller.IsAdministrator && !caller.Entitlements.Contains(entitlement))
            throw new RefusalException(403, "ENTITLEMENT_MISSING", $"This asks for the entitlement {entitlement}.", entitlement);
        return caller;
    }

    /// <summary>Verifies that an administrator calls.</summary>
    /// <exception cref="RefusalException">401 without a valid credential, 403 for anybody else.</exception>
    public async Task<Caller> AdmitAdministratorAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        Caller caller = await IdentifyAsync(request, cancellationToken);
        return caller.IsAdministrator ? caller : throw new RefusalException(403, "ADMINISTRATOR_ONLY", "Only an administrator may do this.");
    }

    /// <inheritdoc />
    public void Dispose() => _verified.Dispose();

    private async Task<Caller> IdentifyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (BasicCredential.Read(request.Headers.Authorization) is not { } credential) throw Unauthorized();
        string remembered = Convert.ToHexString(HMACSHA256.HashData(_processKey, Encoding.UTF8.GetBytes($"{credential.Login}\n{credential.Password}")));
        if (_verified.TryGetValue(remembered, out (Caller Caller, DateTimeOffset Until) known) && known.Until > time.GetUtcNow()) return known.Caller;

        User? user = await users.FindAsync(credential.Login, cancellationToken);
        bool matches = PasswordHash.Matches(credential.Password, user?.PasswordHash ?? NobodysHash);
        if (user is not { PasswordHash: not null, IsDisabled: false } || !matches) throw Unauthorized();
        var caller = new Caller(user.Login, user.IsAdministrator, user.Entitlements);
        _verified.Set(
            remembered, (caller, time.GetUtcNow() + Remembered), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
        return caller;
    }

    private static RefusalException Unauthorized() =>
        new(401, "AUTHENTICATION_REQUIRED", "A valid user name and password are required.", "Authorization");
}
