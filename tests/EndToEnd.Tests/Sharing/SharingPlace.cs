using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>A backend in front of the real Keystone and Glance, which it knows as the cloud <c>lab</c>.</summary>
public sealed class SharingPlace : IAsyncLifetime
{
    private Azurite? _storage;
    private Backend? _backend;

    /// <summary>The real Keystone and Glance.</summary>
    public OpenStackLab Lab { get; } = new();

    internal Backend Backend => _backend!;

    /// <summary>Starts nothing where tests with the lab are skipped.</summary>
    public async Task InitializeAsync()
    {
        if (new RealOpenStackFactAttribute().Skip is not null) return;
        await Lab.InitializeAsync();
        _storage = await Azurite.StartAsync();
        _backend = await Backend.StartAsync(_storage.ConnectionString, new Dictionary<string, string>
        {
            ["Clouds__lab__auth__auth_url"] = Lab.KeystoneUrl.ToString(),
            ["Clouds__lab__region_name"] = Lab.Region,
        });
    }

    public async Task DisposeAsync()
    {
        if (_backend is not null) await _backend.DisposeAsync();
        if (_storage is not null) await _storage.DisposeAsync();
    }
}
