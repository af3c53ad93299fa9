using System.Net;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Configuration;

/// <summary>
/// The addresses under which this backend itself is reached: the setting <c>PublicUrl</c>, and <c>WEBSITE_HOSTNAME</c>, which the platform
/// sets and Core Tools set to <c>localhost:PORT</c>.
/// </summary>
public sealed class OwnAddress
{
    private readonly Uri? _public;
    private readonly HostString? _platform;

    private OwnAddress(Uri? publicUrl, HostString? platform)
    {
        _public = publicUrl;
        _platform = platform;
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">PublicUrl is no URL.</exception>
    public static OwnAddress From(IConfiguration configuration)
    {
        string? text = configuration["PublicUrl"];
        Uri? url = null;
        if (!string.IsNullOrEmpty(text) && !(Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https"))
            throw new InvalidOperationException("The setting PublicUrl must be an http or https URL.");
        HostString? platform = configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } name ? new HostString(name) : null;
        return new OwnAddress(url, platform);
    }

    /// <summary>
    /// The URL of this backend for links, without a slash at the end: <c>PublicUrl</c> where it is set, else what the caller asked for, if
    /// somebody vouches for that. In Azure the platform does, which routes only names that are bound to the app; on one machine a loopback
    /// address vouches for itself. A name that any caller can make up is never repeated.
    /// </summary>
    public string Of(HttpRequest request)
    {
        if (_public is not null) return _public.AbsoluteUri.TrimEnd('/');

        bool isDeployed = _platform is { } platform && !IsLoopback(platform.Host);
        if (Uri.TryCreate($"{request.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out Uri? asked)
            && asked.PathAndQuery == "/" && asked.UserInfo.Length == 0 && (isDeployed || IsLoopback(asked.Host)))
        {
            return $"{asked.Scheme}://{asked.Authority}";
        }

        HostString local = request.Host.Port is { } port ? new HostString("localhost", port) : new HostString("localhost");
        return $"{(isDeployed ? Uri.UriSchemeHttps : request.Scheme)}://{_platform ?? local}";
    }

    /// <summary>
    /// Whether a URL is known to lead to this backend. A host that tells its worker no name (WEBSITE_HOSTNAME) and names bound to the app besides
    /// it go unnoticed here; what is sent to them comes back with this backend's own <c>Via</c> and is refused then.
    /// </summary>
    public bool Is(Uri url)
    {
        if (_public is not null && Uri.Compare(
            _public, url, UriComponents.HostAndPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            return true;
        }

        if (_platform is not { } platform) return false;
        bool isHost = IsLoopback(platform.Host)
            ? IsLoopback(url.Host)
            : string.Equals(platform.Host, url.Host, StringComparison.OrdinalIgnoreCase);
        return isHost && (platform.Port is { } port ? port == url.Port : url.IsDefaultPort);
    }

    /// <summary>Names of this machine; 0.0.0.0 is where servers listen, and leads to them, too.</summary>
    private static bool IsLoopback(string host) => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out IPAddress? address) && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any)));
}
