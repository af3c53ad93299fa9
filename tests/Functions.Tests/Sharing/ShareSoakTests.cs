using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.TestServers;
using Xunit.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>1,000 images shared with 100 projects each, on a cloud where everything goes wrong now and then; one seed, the same each time.</summary>
public sealed class ShareSoakTests(SharedAzurite azurite, ITestOutputHelper output) : IClassFixture<SharedAzurite>
{
    private const int Seed = 20260203;
    private const int Images = 1_000;
    private const int Projects = 100;

    /// <summary>What issue 4 allows a pair.</summary>
    private const double EventsOfAPair = 0.04;

    [Fact]
    public async Task Add_EveryKindOfFault_EndsWithEveryPairRightInAFewEvents()
    {
        await using CloudSimulatorServer cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
        using var plain = new HttpClient(new LengthHandler());
        await using SharePlace place = await SharePlace.CreateAsync(azurite, new SocketsHttpHandler { AllowAutoRedirect = false }, simulator: cloud);
        var random = new Random(Seed);
        string[] images = [.. Enumerable.Range(0, Images).Select(_ => Id(random).ToString("D"))];
        string[] projects = [.. Enumerable.Range(0, Projects).Select(_ => Id(random).ToString("N"))];
        plain.DefaultRequestHeaders.Add("X-Auth-Token", await SignInAsync(plain, cloud));
        foreach (string image in images) await CreateImageAsync(plain, cloud, image);
        ArmedFault[] faults = Arm(cloud, random, images);
        long begin = Stopwatch.GetTimestamp();

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, images, projects) with { AccountProject = "publisher" });

        TimeSpan took = Stopwatch.GetElapsedTime(begin);
        int events = place.Histories.Sum(history => history.Events);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{job.Pairs} pairs in {took.TotalSeconds:0.0} s, {events} events in {place.Histories.Count} histories, {(double)events / job.Pairs:0.0000} a pair"));
        foreach (IGrouping<string, ArmedFault> kind in faults.GroupBy(fault => $"{fault.Fault.Kind} {fault.Fault.Status} on {fault.Fault.Method}"))
            output.WriteLine($"{kind.Key}: {kind.Sum(fault => fault.Occurred)} times");
        Assert.All(faults, fault => Assert.Equal(fault.Fault.Times, fault.Occurred));
        Assert.Equal((ShareJobState.Success, Images * Projects, Images * Projects), (job.State, job.Pairs, job.Succeeded));
        Assert.True(events <= EventsOfAPair * job.Pairs, $"{events} events");
        cloud.Faults.Clear();
        string[] wanted = [.. projects.Order(StringComparer.Ordinal)];
        foreach (string image in images) Assert.Equal(wanted, await MembersAsync(plain, cloud, image));
        Assert.All(await place.ResultsAsync(job), result => Assert.Equal(PairState.Success, result.State));
    }

    /// <summary>Faults on the calls of images that are drawn, so that what goes wrong does not depend on the order of calls.</summary>
    private static ArmedFault[] Arm(CloudSimulatorServer cloud, Random random, string[] images)
    {
        const int imagesOfAFault = 12;
        string[] drawn = [.. images];
        random.Shuffle(drawn);
        Fault[] faults =
        [
            new() { Kind = FaultKind.Delay, Service = "glance", Delay = 0.2 },
            new() { Kind = FaultKind.Status, Service = "glance", Status = 503 },
            new() { Kind = FaultKind.Status, Service = "glance", Status = 500 },
            new() { Kind = FaultKind.Status, Service = "glance", Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } },
            new() { Kind = FaultKind.DropBefore, Service = "glance" },
            new() { Kind = FaultKind.DropAfter, Service = "glance" },
            new() { Kind = FaultKind.Garble, Service = "glance" },
            new() { Kind = FaultKind.Endless, Service = "glance" },
            new() { Kind = FaultKind.Stall, Service = "glance", Delay = 0.2 },
            new() { Kind = FaultKind.DropBefore, Service = "glance", Method = "GET" },
        ];
        return
        [
            .. faults.SelectMany((fault, i) => drawn.Skip(i * imagesOfAFault).Take(imagesOfAFault).Select(image =>
                cloud.Faults.Add(fault with { Method = fault.Method ?? "POST", Path = image, Times = random.Next(1, 5) }))),
            cloud.Faults.Add(new Fault { Kind = FaultKind.Status, Service = "keystone", Method = "POST", Path = "auth/tokens", Times = 2 }),
        ];
    }

    private static Guid Id(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private static async Task<string> SignInAsync(HttpClient plain, CloudSimulatorServer cloud)
    {
        const string login = """
            {"auth":{"identity":{"methods":["password"],"password":{"user":
            {"name":"publisher","domain":{"id":"default"},"password":"publisher-secret"}}},
            "scope":{"project":{"name":"publisher","domain":{"id":"default"}}}}}
            """;
        using var body = new StringContent(login, null, "application/json");
        using HttpResponseMessage answer = await plain.PostAsync(new Uri(cloud.KeystoneUrl, "v3/auth/tokens"), body);
        return answer.EnsureSuccessStatusCode().Headers.GetValues("X-Subject-Token").Single();
    }

    private static async Task CreateImageAsync(HttpClient plain, CloudSimulatorServer cloud, string id)
    {
        var image = new JsonObject { ["id"] = id, ["name"] = "soak", ["disk_format"] = "raw", ["container_format"] = "bare", ["visibility"] = "shared" };
        using HttpResponseMessage answer = await plain.PostAsJsonAsync(new Uri(cloud.GlanceUrl, "v2/images"), image);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<string[]> MembersAsync(HttpClient plain, CloudSimulatorServer cloud, string image)
    {
        JsonNode answer = (await plain.GetFromJsonAsync<JsonNode>(new Uri(cloud.GlanceUrl, $"v2/images/{image}/members")))!;
        return [.. answer["members"]!.AsArray().Select(member => (string)member!["member_id"]!).Order(StringComparer.Ordinal)];
    }
}
