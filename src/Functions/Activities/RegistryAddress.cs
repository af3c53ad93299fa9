using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Activities;

/// <summary>The URL of a registry as users write it.</summary>
internal static class RegistryAddress
{
    private static readonly string[] DockerHub = ["docker.io", "index.docker.io", "registry.hub.docker.com", "hub.docker.com"];

    /// <summary>The registry's own URL: without the API's version, and for Docker Hub's many names the one that serves it.</summary>
    public static Uri Of(string url)
    {
        var address = new UriBuilder(ServiceUrl.WithoutVersion(new Uri(url)));
        if (DockerHub.Contains(address.Host, StringComparer.OrdinalIgnoreCase)) address.Host = "registry-1.docker.io";
        return address.Uri;
    }
}
