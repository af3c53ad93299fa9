using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>Sends requests with the authorization that a registry asks for; what it no longer takes is replaced once.</summary>
internal sealed class RegistrySender(CloudSender sender, TimeProvider time)
{
    /// <summary>What a token without a word on it lives (Docker's token specification).</summary>
    private const int DefaultLifetime = 60;

    /// <summary>Sends a request, once more after it was refused for want of an authorization.</summary>
    /// <param name="session">Whose authorization.</param>
    /// <param name="scope">What it is for, such as <c>repository:team/web:pull,push</c>; several with a blank between.</param>
    /// <param name="url">Where to; a host other than the registry's is shown no authorization.</param>
    /// <param name="call">For messages.</param>
    /// <param name="send">Makes and sends the request with the authorization; a 401 must be among the statuses that it returns.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CloudException">AuthenticationFailed or Forbidden: a fresh authorization is not enough either.</exception>
    public async Task<CloudAnswer> SendAsync(
        RegistrySession session, string scope, Uri url, CloudCall call, Func<AuthenticationHeaderValue?, Task<CloudAnswer>> send, CancellationToken cancellation)
    {
        if (!session.Owns(url))
        {
            var elsewhere = await send(null);
            return elsewhere.Status != HttpStatusCode.Unauthorized
                ? elsewhere
                : throw new CloudException(CloudErrorKind.Permanent, CloudErrorCode.Forbidden, $"{call.Name}: 401 from {url.Host}.", 401);
        }

        var answer = await send(session.Find(scope, time.GetUtcNow()));
        if (answer.Status != HttpStatusCode.Unauthorized)
        {
            return answer;
        }

        var (challenge, authorization) = await SignInAsync(session, scope, answer, cancellation);
        answer = await send(authorization);
        return answer.Status != HttpStatusCode.Unauthorized ? answer : throw Refused(session, call, challenge, answer);
    }

    private static CloudException Refused(RegistrySession session, CloudCall call, RegistryChallenge challenge, CloudAnswer answer)
    {
        var isLogin = challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);
        var said = CloudText.FromErrorBody(answer.Body, session.Secrets);
        return isLogin
            ? new CloudException(
                CloudErrorKind.Permanent, CloudErrorCode.AuthenticationFailed, $"{call.Name}: 401, the registry refuses the login. {said}".TrimEnd(), 401)
            : new CloudException(
                CloudErrorKind.Permanent,
                CloudErrorCode.Forbidden,
                $"{call.Name}: 401, the account may not do that in repository {session.Repository}. {said}".TrimEnd(),
                401);
    }

    /// <returns>The answer to the challenge as well, since one that lives for a moment only is not kept.</returns>
    private async Task<(RegistryChallenge Challenge, AuthenticationHeaderValue Authorization)> SignInAsync(
        RegistrySession session, string scope, CloudAnswer answer, CancellationToken cancellation)
    {
        var challenge = RegistryChallenge.Choose(answer.Headers.WwwAuthenticate)
            ?? throw Failed("the registry asks for a kind of authentication that is not known here");
        if (!challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return (challenge, await GetTokenAsync(session, scope, challenge, cancellation));
        }

        var login = BasicOf(session.Credentials) ?? throw Failed("the registry asks for a login");
        session.Keep(null, login, DateTimeOffset.MaxValue);
        return (challenge, login);
    }

    private async Task<AuthenticationHeaderValue> GetTokenAsync(
        RegistrySession session, string scope, RegistryChallenge challenge, CancellationToken cancellation)
    {
        var url = TokenUrl(session, scope, challenge);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = BasicOf(session.Credentials);
        request.Headers.Accept.ParseAdd("application/json");
        var call = new CloudCall("Registry: get token", false, TimeSpan.FromSeconds(60), session.Secrets);
        var asked = time.GetUtcNow();
        var answer = await sender.SendAsync(request, call, cancellation, status => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
        if (!answer.IsSuccess)
        {
            throw Failed($"{(int)answer.Status}, {url.Host} refuses the login. {CloudText.FromErrorBody(answer.Body, session.Secrets)}".TrimEnd());
        }

        var (token, lifetime) = answer.ReadJson(Read);
        var authorization = new AuthenticationHeaderValue("Bearer", token);
        session.Keep(scope, authorization, asked.AddSeconds(lifetime));
        return authorization;
    }

    private static Uri TokenUrl(RegistrySession session, string scope, RegistryChallenge challenge)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || realm.UserInfo.Length > 0
            || (realm.Scheme != Uri.UriSchemeHttps && (realm.Scheme != Uri.UriSchemeHttp || session.Endpoint.Scheme == Uri.UriSchemeHttps)))
        {
            throw Failed("the registry names no token server that may be asked");
        }

        var query = new StringBuilder(realm.Query.Length > 1 ? realm.Query + "&" : "?");
        query.Append("service=").Append(Uri.EscapeDataString(challenge["service"] ?? ""));
        foreach (var part in scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            query.Append("&scope=").Append(Uri.EscapeDataString(part));
        }

        return new UriBuilder(realm) { Query = query.ToString() }.Uri;
    }

    private static (string Token, int Lifetime) Read(JsonElement body)
    {
        var token = (body.TryGetProperty("token", out var value) || body.TryGetProperty("access_token", out value) ? value.GetString() : null)
            ?? throw new KeyNotFoundException();
        var lifetime = body.TryGetProperty("expires_in", out var seconds) ? seconds.GetInt32() : DefaultLifetime;
        return (token, lifetime > 0 ? lifetime : DefaultLifetime);
    }

    private static AuthenticationHeaderValue? BasicOf(RegistryCredentials credentials) => credentials.Login is null
        ? null
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Login}:{credentials.Password}")));

    private static CloudException Failed(string why) =>
        new(CloudErrorKind.Permanent, CloudErrorCode.AuthenticationFailed, $"Registry: log in: {why}.".Replace("..", ".", StringComparison.Ordinal), 401);
}
