using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>What the clients say when a cloud misbehaves; a simulator for each test, so that no fault hits another's request.</summary>
public abstract class FaultTests : IAsyncLifetime, IDisposable
{
    private readonly CloudSimulatorOptions _options = new();

    protected CloudSimulatorServer Server { get; private set; } = null!;

    protected CloudClients Clients { get; } = new(timeouts: new OpenStackTimeouts { UploadStall = TimeSpan.FromMilliseconds(500) });

    /// <summary>publisher's.</summary>
    protected OpenStackSession Session { get; private set; } = null!;

    protected TestCloud Cloud => SimulatedCloud.For(Server, _options);

    public async Task InitializeAsync()
    {
        Server = await CloudSimulatorServer.StartAsync(_options);
        Session = await Clients.LogInAsync(Cloud);
    }

    public Task DisposeAsync() => Server.DisposeAsync().AsTask();

    public void Dispose()
    {
        Clients.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Task<CloudException> FailsAsync(Func<Task> call) => Assert.ThrowsAsync<CloudException>(call);

    protected Task<CloudException> FindFailsAsync() =>
        FailsAsync(() => Clients.FindAsync(Session, Guid.CreateVersion7()));

    protected ArmedFault Arm(Fault fault) => Server.Faults.Add(fault);

    protected ArmedFault Arm(FaultKind kind, string method, int? times = 1) =>
        Arm(new Fault { Kind = kind, Service = "glance", Method = method, Times = times });
}
