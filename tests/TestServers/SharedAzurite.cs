using Xunit;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// The one Azurite of a test run, as a fixture: <c>class MyTests(SharedAzurite azurite) : IClassFixture&lt;SharedAzurite&gt;</c>.
/// Tests beside each other see the same account, so each takes names of its own from <see cref="UniqueName"/>.
/// </summary>
public sealed class SharedAzurite : IAsyncLifetime
{
    private static readonly Lazy<Task<Azurite>> OneARun = new(Azurite.StartAsync);
    private static int _names;

    private Azurite? _azurite;

    /// <summary>The running server.</summary>
    public Azurite Server => _azurite ?? throw new InvalidOperationException("Not started yet.");

    /// <inheritdoc cref="Azurite.ConnectionString"/>
    public string ConnectionString => Server.ConnectionString;

    /// <summary>A name that no other test of this run has; good for a table, a queue or a container.</summary>
    /// <param name="prefix">Lower-case letters that say what it is.</param>
    public static string UniqueName(string prefix = "test") => $"{prefix}{Environment.ProcessId}x{Interlocked.Increment(ref _names)}";

    public async Task InitializeAsync() => _azurite = await OneARun.Value;

    /// <summary>Nothing: other classes still use it, and its guard ends it with the test process.</summary>
    public Task DisposeAsync() => Task.CompletedTask;
}
