using System.Net;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FunctionsHost.Tests.Servers;

namespace FunctionsHost.Tests;

public sealed class StopTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("stop-").FullName;

    [Fact]
    public async Task AskedToStop_AnswersRunningRequestsRefusesOthersAndEndsInOrder()
    {
        await using TestHost host = await TestHost.StartAsync(TestHost.UniqueSettings(azurite.ConnectionString));
        int worker = await host.WorkerIdAsync();
        Task<string> running = await AwaitFileAsync(host);

        Task<int> stopped = host.Process.StopAsync(Patience);
        await Eventually.GetAsync(() => StatusAsync(host), status => status == HttpStatusCode.ServiceUnavailable);
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");

        Assert.Equal("waited", await running);
        Assert.Equal(0, await stopped);
        Assert.False(Directory.Exists($"/proc/{worker}"));
    }

    [Fact]
    public async Task AskedToStop_WaitsForWhatRunsNoLongerThanItsTimeout()
    {
        Dictionary<string, string> settings = TestHost.UniqueSettings(azurite.ConnectionString);
        settings["FunctionsHost__StopTimeout"] = "00:00:01";
        await using TestHost host = await TestHost.StartAsync(settings);
        int worker = await host.WorkerIdAsync();
        Task<string> running = await AwaitFileAsync(host);

        Assert.Equal(0, await host.Process.StopAsync(Patience));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => running);
        Assert.False(Directory.Exists($"/proc/{worker}"));
    }

    [Fact]
    public async Task StorageGone_StillStops()
    {
        await using Azurite storage = await Azurite.StartAsync();
        Dictionary<string, string> settings = TestHost.UniqueSettings(storage.ConnectionString);
        settings["FunctionsHost__StopTimeout"] = "00:00:02";
        await using TestHost host = await TestHost.StartAsync(settings);
        int worker = await host.WorkerIdAsync();
        await storage.DisposeAsync();

        Assert.Equal(0, await host.Process.StopAsync(Patience));

        Assert.False(Directory.Exists($"/proc/{worker}"));
    }

    [Fact]
    public async Task KilledHost_LeavesNoWorker()
    {
        await using TestHost host = await TestHost.StartAsync(TestHost.UniqueSettings(azurite.ConnectionString));
        int worker = await host.WorkerIdAsync();

        await host.KillAloneAsync();

        await Eventually.TrueAsync(() => !Directory.Exists($"/proc/{worker}"));
    }

    [Fact]
    public async Task TimerThatCameDueWhileStopped_RunsAtTheNextStart()
    {
        Dictionary<string, string> settings = TestHost.UniqueSettings(azurite.ConnectionString);
        BlobContainerClient container = new(azurite.ConnectionString, "azure-webjobs-hosts");
        string folder = $"timers/{settings["AzureFunctionsWebHost__hostid"]}/";
        await using (TestHost first = await TestHost.StartAsync(settings))
            Assert.Equal(0, await first.Process.StopAsync(Patience));
        BlobItem schedule = Assert.Single(container.GetBlobs(BlobTraits.None, BlobStates.None, folder, default));
        await container.GetBlobClient(schedule.Name).UploadAsync(
            BinaryData.FromString("""{"Last":"2000-01-01T00:00:00Z","Next":"2001-01-01T00:00:00Z","LastUpdated":"2000-01-01T00:00:00Z"}"""),
            overwrite: true);

        await using TestHost second = await TestHost.StartAsync(settings);

        await Eventually.GetAsync(second.SeenAsync, seen => seen.Contains("late tick"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Sends a request that is answered when there is a file, and waits until its function runs.</summary>
    private async Task<Task<string>> AwaitFileAsync(TestHost host)
    {
        Task<string> running = host.GetAsync($"awaitFile?path={_folder}/file");
        await Eventually.GetAsync(() => host.GetAsync("gates/file"), state => state == "passed");
        return running;
    }

    private static async Task<HttpStatusCode> StatusAsync(TestHost host)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync("unrouted");
        return answer.StatusCode;
    }
}
