using ImagePublishFunctions.Clouds.Tests.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.ContainerRegistry;

public sealed class SimulatedRegistryTests(SimulatedCloud simulated)
    : RegistryContractTests(TestRegistry.For(simulated.Server)), IClassFixture<SimulatedCloud>;
