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
    private readonly HostString? _deployed;
    private readonly int _localPort;

    private OwnAddress(Uri? publicUrl, HostString? deployed, int localPort)
    {
        _public = publicUrl;
        _deployed = deployed;
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
        HostString? deployed = configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } name ? new HostString(name) : null;
        return new OwnAddress(url, deployed, configuration.GetValue("LocalRuntime:Port", DefaultPort));
    }

    /// <summary>The URL of this backend as the caller sees it, without a slash at the end.</summary>
    public string Of(HttpRequest request)
    {
        if (_public is not null) return _public.AbsoluteUri.TrimEnd('/');

        if (_deployed is not { } deployed) return $"{request.Scheme}://{request.Host.ToUriComponent()}";

        // The Functions host forwards requests to this process, says in these headers what it was asked, and overwrites what callers put there.
        string scheme = request.Headers["X-Forwarded-Proto"] == "http" ? "http" : "https";
        string? host = request.Headers["X-Forwarded-Host"];
        return Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out Uri? asked) && asked.PathAndQuery == "/" && asked.UserInfo.Length == 0
            ? $"{scheme}://{asked.Authority}"
            : $"{scheme}://{deployed.ToUriComponent()}";
    }

    /// <summary>Whether a URL leads to this backend.</summary>
    public bool Is(Uri url)
    {
        if (_public is not null && Uri.Compare(
            _public, url, UriComponents.HostAndPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            return true;
        }

        if (_deployed is { } deployed)
        {
            return string.Equals(deployed.Host, url.Host, StringComparison.OrdinalIgnoreCase)
                && (deployed.Port is { } port ? port == url.Port : url.IsDefaultPort);
        }

        bool isLocal = url.IsLoopback || (IPAddress.TryParse(url.Host, out IPAddress? address) && address.Equals(IPAddress.Any));
        return isLocal && url.Port == _localPort;
    }
}
