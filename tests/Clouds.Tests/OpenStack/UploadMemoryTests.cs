namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>Alone in its collection, since it measures the whole process, the simulator included.</summary>
[Collection(nameof(Alone))]
public sealed class UploadMemoryTests(SimulatedCloud simulated) : IClassFixture<SimulatedCloud>
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public async Task Upload_256MiB_TakesNoMoreMemoryThanASmallOne()
    {
        using var clients = new CloudClients();
        var session = await clients.LogInAsync(simulated.Cloud);
        await clients.UploadAsync(session, await clients.CreateAsync(session), new RandomStream(16 * MiB));
        var before = Measure();
        var peak = before;
        var id = await clients.CreateAsync(session);
        using var data = new RandomStream(256 * MiB, read: position =>
        {
            if (position / (8 * MiB) != (position - (256 * 1024)) / (8 * MiB))
            {
                var now = Measure();
                peak = (Math.Max(peak.Managed, now.Managed), Math.Max(peak.Resident, now.Resident));
            }
        });

        await clients.UploadAsync(session, id, data);

        Assert.True(
            peak.Managed - before.Managed < 24 * MiB && peak.Resident - before.Resident < 48 * MiB,
            $"managed {before.Managed / MiB} to {peak.Managed / MiB} MiB, resident {before.Resident / MiB} to {peak.Resident / MiB} MiB");
    }

    private static (long Managed, long Resident) Measure() => (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);

    /// <summary>A class of its own: xunit makes the fixtures of a definition's class too, and never disposes of those.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
