using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.ContainerRegistry;

public sealed class RealRegistryTests(SharedDockerRegistry registry)
    : RegistryContractTests(TestRegistry.For(registry.Server)), IClassFixture<SharedDockerRegistry>;
