using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Host;

/// <summary>One backend behind a proxy that it trusts, and its Azurite, for the tests of a class.</summary>
public sealed class ProxiedBackend : IAsyncLifetime
{
    private Azurite? _storage;
    private Backend? _backend;

    internal Backend Backend => _backend!;

    public async Task InitializeAsync()
    {
        _storage = await Azurite.StartAsync();
        _backend = await Backend.StartAsync(_storage.ConnectionString, new Dictionary<string, string> { ["Security__TrustedProxies"] = "1" });
    }

    public async Task DisposeAsync()
    {
        if (_backend is not null) await _backend.DisposeAsync();
        if (_storage is not null) await _storage.DisposeAsync();
    }
}
