namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>
/// What a publish relies on, run on real Keystone and Glance and on the simulator, so that the two can't drift apart.
/// </summary>
public abstract class CloudTests(TestCloud cloud) : IDisposable
{
    protected TestCloud Cloud => cloud;

    protected CloudClients Clients { get; } = new();

    public void Dispose()
    {
        Clients.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Task<CloudException> FailsAsync(Func<Task> call) => Assert.ThrowsAsync<CloudException>(call);
}
