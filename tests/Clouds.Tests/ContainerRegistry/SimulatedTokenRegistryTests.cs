namespace ImagePublishFunctions.Clouds.Tests.ContainerRegistry;

public sealed class SimulatedTokenRegistryTests(SimulatedTokenRegistry simulated)
    : RegistryContractTests(TestRegistry.For(simulated.Server)), IClassFixture<SimulatedTokenRegistry>;
