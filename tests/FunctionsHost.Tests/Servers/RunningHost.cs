namespace FunctionsHost.Tests.Servers;

/// <summary>One host with the test app for all tests of a class.</summary>
public sealed class RunningHost : IAsyncLifetime
{
    private readonly SharedAzurite _azurite = new();
    private TestHost? _host;

    internal TestHost Host => _host ?? throw new InvalidOperationException("Not started yet.");

    internal Dictionary<string, string> Settings { get; private set; } = [];

    /// <summary>Where it records histories.</summary>
    internal string Histories { get; } = Directory.CreateTempSubdirectory("histories-").FullName;

    public async Task InitializeAsync()
    {
        await _azurite.InitializeAsync();
        Settings = TestHost.UniqueSettings(_azurite.ConnectionString);
        Settings["FunctionsHost__Histories"] = Histories;
        Settings["TickSchedule"] = "*/1 * * * * *";
        _host = await TestHost.StartAsync(Settings);
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        Directory.Delete(Histories, recursive: true);
    }
}
