using System.Security.Cryptography;
using System.Text;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.ImageSharing.Native;
using ImagePublishFunctions.Orchestrations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;

namespace ImagePublishFunctions.Security;

/// <summary>
/// Verifies the <c>X-Auth-Token</c> of a request at the identity service of the chosen cloud and at no other, with the token itself as the
/// credential. A token that was confirmed is remembered until it expires, five minutes at most, under an HMAC with a key of this process;
/// a refusal never. Wrong tokens count as wrong passwords of their address do; they name no login.
/// </summary>
public sealed class CloudTokenGate(FailedLogins failures, TimeProvider time) : IDisposable
{
    private const string Header = "X-Auth-Token";
    private static readonly TimeSpan RememberedFor = TimeSpan.FromMinutes(5);
    private readonly byte[] _processKey = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache _confirmed = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>Verifies the request's token.</summary>
    /// <exception cref="RefusalException">
    /// 401: no token, or one that the cloud does not confirm. 403: it is for no project. 429: too many wrong ones came from this address.
    /// 503: the cloud can't be asked, or has no image service.
    /// </exception>
    public async Task<CallerToken> AdmitAsync(HttpRequest request, ConfiguredCloudClient client, CancellationToken cancellationToken)
    {
        string token = request.Headers[Header].ToString();
        if (token.Length == 0 || token.AsSpan().ContainsAnyExceptInRange('!', '~')) throw Unauthorized();
        string cloud = client.Cloud.Name;
        string remembered = Convert.ToHexString(HMACSHA256.HashData(_processKey, Encoding.UTF8.GetBytes($"{cloud}\n{token}")));
        while (true)
        {
            if (Remembered(remembered) is { } known) return known;
            failures.Check(request, null);
            using FailedLogins.Turn? turn = await failures.TakeTurnAsync(FailedLogins.AddressOf(request), null, cancellationToken);
            if (turn is null) continue;
            return Remembered(remembered) ?? await LookAsync(client, token, remembered, turn, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _confirmed.Dispose();

    private CallerToken? Remembered(string name) =>
        _confirmed.TryGetValue(name, out (CallerToken Caller, DateTimeOffset Until) known) && known.Until > time.GetUtcNow() ? known.Caller : null;

    private async Task<CallerToken> LookAsync(
        ConfiguredCloudClient client, string token, string remembered, FailedLogins.Turn turn, CancellationToken cancellationToken)
    {
        CallerToken? caller = await ConfirmAsync(client, token, cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        if (caller is null || caller.ExpiresAt <= now)
        {
            turn.Fail();
            throw Unauthorized();
        }

        DateTimeOffset until = caller.ExpiresAt < now + RememberedFor ? caller.ExpiresAt : now + RememberedFor;
        _confirmed.Set(remembered, (caller, until), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = RememberedFor });
        return caller;
    }

    /// <summary>What the cloud says of a token; null when it does not confirm it.</summary>
    private static async Task<CallerToken?> ConfirmAsync(ConfiguredCloudClient client, string token, CancellationToken cancellationToken)
    {
        ConfiguredCloud cloud = client.Cloud;
        OpenStackToken? confirmed;
        try
        {
            confirmed = await client.Keystone.ValidateAsync(cloud.AuthUrl, token, cloud.Region, cancellationToken);
        }
        catch (CloudException e)
        {
            throw new RefusalException(
                503, "CLOUD_UNAVAILABLE", $"The identity service of cloud {cloud.Name} can't be asked: {TransportFault.Of(e)}. Try again later.", cause: e);
        }

        if (confirmed is null) return null;
        string project = confirmed.ProjectId ?? throw new RefusalException(403, "PROJECT_MISSING", "The token is not scoped to a project.", Header);
        Uri endpoint = cloud.ImageUrl ?? confirmed.ImageEndpoint
            ?? throw new RefusalException(503, "IMAGE_SERVICE_MISSING", $"The catalogue of cloud {cloud.Name} has no image service.");
        return new CallerToken(token, confirmed.ExpiresAt, project, endpoint);
    }

    private static RefusalException Unauthorized() => new(401, "AUTHENTICATION_REQUIRED", GlanceError.Unauthorized, Header);
}
