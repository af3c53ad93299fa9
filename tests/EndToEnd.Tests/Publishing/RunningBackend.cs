using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>One backend and its Azurite for the tests of a class.</summary>
public sealed class RunningBackend : IAsyncLifetime
{
    private Azurite? _storage;
    private Backend? _backend;

    internal Backend Backend => _backend!;

    internal PublishingClient Client => new(Backend);

    /// <summary>Connection string of its storage.</summary>
    public string Storage => _storage!.ConnectionString;

    public async Task InitializeAsync()
    {
        _storage = await Azurite.StartAsync();
        _backend = await Backend.StartAsync(_storage.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        if (_backend is not null) await _backend.DisposeAsync();
        if (_storage is not null) await _storage.DisposeAsync();
    }
}
