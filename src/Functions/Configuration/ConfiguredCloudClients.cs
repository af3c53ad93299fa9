using System.Collections.Frozen;
using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Configuration;

/// <summary>The connections to all configured clouds, kept open as long as the process lives.</summary>
public sealed class ConfiguredCloudClients(ConfiguredClouds clouds, OutboundGuardOptions guard, TimeProvider time) : IDisposable
{
    private readonly FrozenDictionary<string, ConfiguredCloudClient> _byName =
        clouds.All.ToFrozenDictionary(cloud => cloud.Name, cloud => new ConfiguredCloudClient(cloud, guard, time));

    /// <summary>The connections to a cloud; null when none of that name is configured (any more).</summary>
    public ConfiguredCloudClient? Find(string cloud) => _byName.GetValueOrDefault(cloud);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (ConfiguredCloudClient client in _byName.Values) client.Dispose();
    }
}
