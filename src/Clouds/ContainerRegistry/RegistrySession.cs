using System.Collections.Concurrent;
using System.Net.Http.Headers;
using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Clouds.ContainerRegistry;

/// <summary>
/// Work on one repository with one login. Remembers how the registry wants to be answered (Basic, or a token for each scope) until
/// shortly before that expires; may be used by several calls at a time.
/// </summary>
public sealed class RegistrySession(RegistryCredentials credentials, RepositoryName repository)
{
    /// <summary>Basic authentication is the same for every scope.</summary>
    private const string AnyScope = "";

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, (AuthenticationHeaderValue Header, DateTimeOffset Expires)> _known = new();

    /// <summary>The repository.</summary>
    public RepositoryName Repository => repository;

    /// <summary>The registry's URL without <c>/v2</c>.</summary>
    public Uri Endpoint => credentials.Endpoint;

    internal RegistryCredentials Credentials => credentials;

    /// <summary>What an answer may echo and no message may hold.</summary>
    internal IReadOnlyList<string> Secrets =>
        [.. new[] { credentials.Password }.Concat(_known.Values.Select(known => known.Header.Parameter)).OfType<string>()];

    /// <summary>Repository and host, never the login's password.</summary>
    public override string ToString() => $"{repository} at {credentials.Endpoint.Host}";

    /// <summary>True for the registry itself: nothing else is ever shown its credentials.</summary>
    internal bool Owns(Uri url) => url.Scheme == Endpoint.Scheme && url.Host == Endpoint.Host && url.Port == Endpoint.Port;

    internal AuthenticationHeaderValue? Find(string scope, DateTimeOffset now) =>
        (_known.TryGetValue(scope, out var known) || _known.TryGetValue(AnyScope, out known)) && known.Expires > now + Margin ? known.Header : null;

    internal void Keep(string? scope, AuthenticationHeaderValue header, DateTimeOffset expires) => _known[scope ?? AnyScope] = (header, expires);
}
