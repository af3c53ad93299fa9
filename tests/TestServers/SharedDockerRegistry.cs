using Xunit;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// The one real registry of a test run, as a fixture. Used by tests under <see cref="RealRegistryFactAttribute"/>; starts nothing where
/// those are skipped.
/// </summary>
public sealed class SharedDockerRegistry : IAsyncLifetime
{
    private static readonly Lazy<Task<DockerRegistry>> OneARun = new(() => DockerRegistry.StartAsync());

    private DockerRegistry? _registry;

    /// <summary>The running server.</summary>
    public DockerRegistry Server => _registry ?? throw new InvalidOperationException("Not started yet.");

    public async Task InitializeAsync()
    {
        if (DockerRegistry.SkipReason is null)
        {
            _registry = await OneARun.Value;
        }
    }

    /// <summary>Nothing: other classes still use it, and its guard ends it with the test process.</summary>
    public Task DisposeAsync() => Task.CompletedTask;
}
