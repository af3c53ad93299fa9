using System.Diagnostics;
using System.Text.Json;
using CloudSimulator;
using ImagePublishFunctions.EndToEnd.Sharing;
using ImagePublishFunctions.TestServers;
using Xunit.Abstractions;

namespace ImagePublishFunctions.EndToEnd.Crashes;

/// <summary>
/// Twenty SIGKILLs at random moments under load: of the worker, of the host, of both, of one of two hosts. Every publication is done with exactly
/// one image, shared with both projects, and nothing is left open.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Publications = 5;
    private const int WorkerKills = 8;
    private const int Lanes = 4;

    [Fact]
    public async Task Worker_KilledAtRandomMoments_EveryPublicationIsDoneOnceAndSharedOnce()
    {
        await using var lane = await Lane.StartAsync(output, seed: 1);
        for (int kill = 1; kill <= WorkerKills; kill++)
        {
            await lane.PublishAsync(Publications);
            await lane.RandomMomentAsync();
            await lane.Backend.KillWorkerAsync();
        }

        await lane.EndAsync();
    }

    [Fact]
    public async Task Host_KilledAtRandomMoments_EveryPublicationIsDoneOnceAndSharedOnce()
    {
        // Side by side: each kill costs a minute of waiting for the engine's messages to come back, and next to no work.
        await Task.WhenAll(Enumerable.Range(1, Lanes).Select(seed => Task.Run(() => KillHostsAsync(seed))));
    }

    private async Task KillHostsAsync(int seed)
    {
        await using var lane = await Lane.StartAsync(output, seed);

        await lane.PublishAsync(Publications);
        await lane.RandomMomentAsync();
        await lane.Backend.KillHostAsync();
        await lane.Backend.StartAgainAsync();

        await lane.PublishAsync(Publications);
        await lane.RandomMomentAsync();
        await lane.Backend.KillAsync();
        await lane.Backend.StartAgainAsync();

        // Another host beside it takes over.
        await using Backend second = await Backend.StartAsync(lane.Storage);
        await lane.PublishAsync(Publications);
        await lane.RandomMomentAsync();
        await lane.Backend.KillAsync();
        await lane.EndAsync(second);
    }

    /// <summary>A storage, a cloud and a backend of its own, and what was published on it.</summary>
    private sealed class Lane(ITestOutputHelper output, Azurite storage, CloudSimulatorServer cloud, Backend backend, int seed) : IAsyncDisposable
    {
        private const int LongestMoment = 30;
        private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
        private readonly List<string> _tickets = [];
        private readonly Random _random = new(seed);
        private readonly EndState _end = new(storage.ConnectionString, cloud);
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private int _images;

        public Backend Backend => backend;

        public string Storage => storage.ConnectionString;

        public static async Task<Lane> StartAsync(ITestOutputHelper output, int seed)
        {
            Azurite storage = await Azurite.StartAsync();
            CloudSimulatorServer cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
            return new Lane(output, storage, cloud, await Backend.StartAsync(storage.ConnectionString), seed);
        }

        public async Task PublishAsync(int count)
        {
            var caller = new Caller(backend, cloud);
            string[] images = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => caller.RegisterAsync(Interlocked.Increment(ref _images))));
            _tickets.AddRange(await Task.WhenAll(images.Select(image => caller.PublishAsync(image, image, Caller.Consumer, Caller.Outsider))));
        }

        public async Task RandomMomentAsync()
        {
            using var timer = new PeriodicTimer(Moment);
            for (int moments = _random.Next(LongestMoment); moments > 0; moments--) await timer.WaitForNextTickAsync();
        }

        public async Task EndAsync(Backend? survivor = null)
        {
            var caller = new Caller(survivor ?? backend, cloud);
            using SharedImages shared = await SharedImages.SignInAsync(cloud, "publisher");
            foreach (string ticket in _tickets)
            {
                JsonElement status = await caller.EndAsync(ticket);
                Assert.True(Caller.Flag(status, "published"), $"{ticket}: {status}");
                Assert.Equal("SUCCESS", await caller.ShareEndAsync(status.GetProperty("message").GetString()!.Split(' ')[^1]));
                Assert.Equal(1, await _end.ImagesAsync(ticket));
                IReadOnlyDictionary<string, string> members = await shared.MembersAsync(await caller.CloudIdAsync(ticket));
                Assert.Equal(new[] { Caller.Consumer, Caller.Outsider }.Order(), members.Keys.Order());
            }

            await _end.RestsAsync([]);
            output.WriteLine($"seed {seed}: {_tickets.Count} publications, {_watch.Elapsed.TotalSeconds:0} s");
        }

        public async ValueTask DisposeAsync()
        {
            await backend.DisposeAsync();
            await cloud.DisposeAsync();
            await storage.DisposeAsync();
        }
    }
}
