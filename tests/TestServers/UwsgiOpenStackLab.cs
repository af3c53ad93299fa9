using System.Text.Json;

namespace ImagePublishFunctions.TestServers;

/// <summary>Another Keystone and Glance, below uWSGI, as most clouds serve them: it is stricter than what the first are served by.</summary>
public sealed class UwsgiOpenStackLab() : OpenStackLab(OneARun, SkipReason)
{
    private static readonly Lazy<Task<(StreamWriter Hold, JsonElement Lab)>> OneARun = new(() => StartAsync("--uwsgi"));

    /// <inheritdoc cref="OpenStackLab.SkipReason"/>
    internal static new string? SkipReason => OpenStackLab.SkipReason
        ?? (Environment.GetEnvironmentVariable("REQUIRE_ALL") == "1" || File.Exists("/usr/bin/uwsgi_python3")
            ? null
            : "uWSGI is not installed: apt-get install uwsgi-core uwsgi-plugin-python3");
}
