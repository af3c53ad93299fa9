using System.Net;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Configuration;

/// <summary>
/// The addresses under which this backend itself is reached: the setting <c>PublicUrl</c>, <c>WEBSITE_HOSTNAME</c> (Azure's own), and
/// loopback at the local runtime's port.
/// </summary>
public sealed class OwnAddress
{
    private const int DefaultPort = 7071;
    private readonly Uri? _public;
    private readonly string? _deployedHost;
    private readonly int _localPort;

    private OwnAddress(Uri? publicUrl, string? deployedHost, int localPort)
    {
        _public = publicUrl;
        _deployedHost = deployedHost;
        _localPort = localPort;
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">PublicUrl is no URL.</exception>
    public static OwnAddress From(IConfiguration configuration)
    {
        string? text = configuration["PublicUrl"];
        Uri? url = null;
        if (!string.IsNullOrEmpty(text) && !(Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https"))
            throw new InvalidOperationException("The setting PublicUrl must be an http or https URL.");
        string? deployed = configuration["WEBSITE_HOSTNAME"]?.Split(':')[0];
        return new OwnAddress(url, string.IsNullOrEmpty(deployed) ? null : deployed, configuration.GetValue("LocalRuntime:Port", DefaultPort));
    }

    /// <summary>The URL of this backend as the caller sees it, without a slash at the end.</summary>
    public string Of(HttpRequest request)
    {
        if (_public is not null) return _public.AbsoluteUri.TrimEnd('/');

        // Azure's front end ends TLS and says so; elsewhere anybody could.
        string scheme = _deployedHost is not null && request.Headers["X-Forwarded-Proto"] == "https" ? "https" : request.Scheme;
        return $"{scheme}://{request.Host.ToUriComponent()}";
    }

    /// <summary>Whether a URL leads to this backend.</summary>
    public bool Is(Uri url)
    {
        if (_public is not null && Uri.Compare(
            _public, url, UriComponents.HostAndPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            return true;
        }

        if (_deployedHost is not null) return string.Equals(_deployedHost, url.Host, StringComparison.OrdinalIgnoreCase);
        bool isLocal = url.IsLoopback || (IPAddress.TryParse(url.Host, out IPAddress? address) && address.Equals(IPAddress.Any));
        return isLocal && url.Port == _localPort;
    }
}
