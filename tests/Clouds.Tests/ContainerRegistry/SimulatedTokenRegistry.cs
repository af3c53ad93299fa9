using CloudSimulator;
using CloudSimulator.Registry;

namespace ImagePublishFunctions.Clouds.Tests.ContainerRegistry;

/// <summary>A simulated registry that asks for tokens, as a fixture.</summary>
public sealed class SimulatedTokenRegistry : IAsyncLifetime
{
    public CloudSimulatorServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await CloudSimulatorServer.StartAsync(
        new CloudSimulatorOptions { Registry = new RegistryBehaviour { Tokens = true } });

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();
}
