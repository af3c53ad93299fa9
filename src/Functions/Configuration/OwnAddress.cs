using System.Net;

namespace ImagePublishFunctions.Configuration;

/// <summary>
/// The addresses under which this backend itself is reached: the settings <c>PublicUrl</c> and <c>WEBSITE_HOSTNAME</c> (Azure's own), and
/// loopback at the local runtime's port.
/// </summary>
internal static class OwnAddress
{
    private const int DefaultPort = 7071;

    /// <summary>Refuses clouds whose image service is this backend: it would ask itself for ever.</summary>
    /// <exception cref="InvalidOperationException">One is; the message names it.</exception>
    public static void Refuse(IEnumerable<ConfiguredCloud> clouds, IConfiguration configuration)
    {
        foreach (ConfiguredCloud cloud in clouds)
        {
            if (cloud.ImageUrl is { } url && IsOwn(url, configuration))
                throw new InvalidOperationException($"Clouds:{cloud.Name}:image_endpoint_override is {url}: this backend itself. Name the cloud's own image service.");
        }
    }

    private static bool IsOwn(Uri url, IConfiguration configuration)
    {
        if (Uri.TryCreate(configuration["PublicUrl"], UriKind.Absolute, out Uri? known) && Uri.Compare(
            known, url, UriComponents.HostAndPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0)
        {
            return true;
        }

        if (configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } deployed)
            return string.Equals(deployed.Split(':')[0], url.Host, StringComparison.OrdinalIgnoreCase);
        int port = configuration.GetValue("LocalRuntime:Port", DefaultPort);
        return url.Port == port && (url.IsLoopback || (IPAddress.TryParse(url.Host, out IPAddress? address) && address.Equals(IPAddress.Any)));
    }
}
