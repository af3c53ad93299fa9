using CloudSimulator;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.ContainerRegistry;

/// <summary>A registry to test against, real or simulated.</summary>
/// <param name="Address">Without <c>/v2</c>.</param>
public sealed record TestRegistry(Uri Address, string Login, string Password)
{
    public static TestRegistry For(DockerRegistry registry) => new(registry.Address, DockerRegistry.Login, DockerRegistry.Password);

    public static TestRegistry For(CloudSimulatorServer server) => new(server.RegistryUrl, "publisher", "publisher-secret");
}
