using CloudSimulator;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>The simulator as a fixture, with the limits of tests/openstack.</summary>
public sealed class SimulatedCloud : IAsyncLifetime
{
    private readonly CloudSimulatorOptions _options = new() { StorageQuota = 16L << 30 };

    public CloudSimulatorServer Server { get; private set; } = null!;

    public TestCloud Cloud => For(Server, _options);

    public static TestCloud For(CloudSimulatorServer server, CloudSimulatorOptions options) => new(
        server.KeystoneUrl,
        new Uri(server.GlanceUrl.AbsoluteUri.TrimEnd('/')),
        options.Region,
        options.Domain,
        name =>
        {
            var user = options.Users.Single(user => user.Name == name);
            return new OpenStackUser(name, user.Password, user.Project, CloudSimulatorServer.ProjectId(user.Project));
        });

    public async Task InitializeAsync() => Server = await CloudSimulatorServer.StartAsync(_options);

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();
}
