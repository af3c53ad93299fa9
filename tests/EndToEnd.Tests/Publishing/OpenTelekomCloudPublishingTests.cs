using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CloudSimulator;
using CloudSimulator.Faults;
using CloudSimulator.Ims;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Publications to a simulated Open Telekom Cloud, through a real backend process.</summary>
public sealed class OpenTelekomCloudPublishingTests(RunningBackend running) : IClassFixture<RunningBackend>, IAsyncLifetime
{
    private const int MiB = 1 << 20;
    private static readonly string s_project = CloudSimulatorServer.ProjectId("publisher");
    private readonly ImsOptions _ims = new();
    private CloudSimulatorServer _cloud = null!;

    private PublishingClient Client => running.Client;

    private OpenTelekomCloud Telekom => _cloud.Telekom;

    public async Task InitializeAsync() => _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions { Ims = _ims });

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Theory]
    [InlineData("raw", 20 * MiB)]
    [InlineData("vmdk", 3 * MiB)]
    public async Task Publish_ThroughObjectStorage_IsActiveWithTheFilesBytesAndNothingIsLeft(string kind, int size)
    {
        string image = $"users/root/appliances/51/images/{size / MiB}";
        byte[] file = await RegisterAsync(image, size, kind);

        string ticket = await PublishAsync(image);

        XElement status = await Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.Equal([("web-1.0", "active")], Telekom.ImagesOf(s_project));
        Assert.Equal(SHA256.HashData(file), SHA256.HashData(await DownloadAsync((await Client.GetAsync(ticket)).Element("cloudId")!.Value)));
        AssertNothingIsLeft();
    }

    [Fact]
    public async Task Publish_FromXmlWithAStoredAccount_ShowsWhatUForgeKnows()
    {
        string image = "users/root/appliances/52/images/1";
        await RegisterAsync(image, MiB);
        string account = await StoreAccountAsync();

        string ticket = await Client.PublishAsync(
            $"{image}/pimages", PublicationBodies.Stored(account, new OpenStackUser("publisher", "", "publisher", s_project), image));

        XElement status = await Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        XElement shown = await Client.GetAsync(ticket);
        XNamespace xsi = "http://www.w3.org/2001/XMLSchema-instance";
        Assert.EndsWith("PublishImageOpenStack", shown.Attribute(xsi + "type")!.Value, StringComparison.Ordinal);
        Assert.Equal("Open Telekom Cloud", shown.Element("credAccount")!.Element("targetPlatform")!.Element("name")!.Value);
        Assert.DoesNotContain(_ims.SecretAccessKey, shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_AccountWithoutObjectStorage_GoesThroughTheImageService()
    {
        string image = "users/root/appliances/53/images/1";
        await RegisterAsync(image, MiB);

        string ticket = await PublishAsync(image, hasStorage: false);

        XElement status = await Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.Empty(Telekom.ObsRequests);
    }

    [Theory]
    [InlineData(1, "raw", "obs", "POST", null)]
    [InlineData(2, "raw", "obs", "PUT", null)]
    [InlineData(3, "raw", "ims", "POST", "/v2/images$")]
    [InlineData(4, "raw", "ims", "PUT", "/upload$")]
    [InlineData(5, "vmdk", "ims", "POST", "/action$")]
    [InlineData(6, "raw", "obs", "DELETE", null)]
    public async Task Publish_ReplyLostAfterTheCloudDidTheWork_EndsWithExactlyOneImage(
        int id, string kind, string service, string method, string? path)
    {
        string image = $"users/root/appliances/54/images/{id}";
        await RegisterAsync(image, MiB, kind);
        ArmedFault fault = _cloud.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Service = service, Method = method, Path = path });

        string ticket = await PublishAsync(image);

        XElement status = await Client.WaitForEndAsync(ticket);
        Assert.Equal(1, fault.Occurred);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.Equal([("web-1.0", "active")], Telekom.ImagesOf(s_project));
        AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("iam", 503)]
    [InlineData("ims", 429)]
    [InlineData("ims", 401)]
    [InlineData("obs", 503)]
    public async Task Publish_ServiceThatRefusesForAWhile_SucceedsLater(string service, int code)
    {
        string image = $"users/root/appliances/55/images/{code + service[1]}";
        await RegisterAsync(image, MiB);
        ArmedFault fault = _cloud.Faults.Add(new Fault { Kind = FaultKind.Status, Service = service, Status = code, Times = 2, Body = "" });

        string ticket = await PublishAsync(image);

        XElement status = await Client.WaitForEndAsync(ticket);
        Assert.Equal(2, fault.Occurred);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
    }

    [Fact]
    public async Task Publish_JobFails_EndsWithTheCloudsCodeAndNothingIsLeft()
    {
        string image = "users/root/appliances/56/images/1";
        await RegisterAsync(image, MiB);
        Telekom.Script.FailNextImport("IMG.1075");

        string ticket = await PublishAsync(image);

        XElement status = await Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "error"), status.ToString());
        Assert.Contains("Scripted failure of a job", status.Element("errorMessage")!.Value, StringComparison.Ordinal);
        await AssertAllIsGoneAsync();
    }

    [Fact]
    public async Task Cancel_UploadThatStalls_EndsWithinFiveSecondsAndNothingIsLeft()
    {
        string image = "users/root/appliances/57/images/1";
        await RegisterAsync(image, 20 * MiB);
        ArmedFault fault = _cloud.Faults.Add(
            new Fault { Kind = FaultKind.Stall, Service = "obs", Method = "PUT", AfterBytes = 1000, Delay = 60, Times = null });
        string ticket = await PublishAsync(image);
        await Eventually.GetAsync(() => Task.FromResult(fault.Occurred), count => count > 0, TimeSpan.FromSeconds(60));

        await Client.CancelAsync(ticket);

        XElement status = await Client.WaitForEndAsync(ticket, TimeSpan.FromSeconds(5));
        Assert.True(PublishingClient.IsTrue(status, "cancelled"), status.ToString());
        await AssertAllIsGoneAsync();
    }

    [Fact]
    public async Task Publish_BackendKilledInMidUpload_SendsNoFinishedPartAgain()
    {
        const int Parts = 8;
        const string Image = "users/root/appliances/58/images/1";
        await RegisterAsync(Image, Parts * 8 * MiB);
        _cloud.Faults.Add(new Fault { Kind = FaultKind.Delay, Service = "obs", Method = "PUT", Delay = 0.5, Times = null });
        string ticket = await PublishAsync(Image);
        await Eventually.GetAsync(() => Task.FromResult(PartsSent().Count), count => count >= Parts / 2, TimeSpan.FromSeconds(60));

        await running.Backend.KillAsync();
        int before = PartsSent().Count;
        _cloud.Faults.Clear();
        await running.Backend.StartAgainAsync();

        XElement status = await Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.True(before < Parts, "The upload was over before the backend was killed.");
        Assert.Equal(Parts, PartsSent().Distinct().Count());

        // Four run at a time: those may have come through without anybody noting it. The others were noted.
        Assert.InRange(PartsSent().Count, Parts, Parts + 4);
        Assert.Equal([("web-1.0", "active")], Telekom.ImagesOf(s_project));
        AssertNothingIsLeft();
    }

    private List<string> PartsSent() => [.. Telekom.ObsRequests.Where(request => request.Method == "PUT").Select(request => request.Query)];

    private void AssertNothingIsLeft()
    {
        Assert.Empty(Telekom.Objects);
        Assert.Equal(0, Telekom.OpenUploads);
    }

    private async Task AssertAllIsGoneAsync()
    {
        await Eventually.GetAsync(
            () => Task.FromResult(Telekom.ImagesOf(s_project).Count + Telekom.Objects.Count + Telekom.OpenUploads),
            left => left == 0,
            TimeSpan.FromSeconds(30));
    }

    private string Account(bool hasStorage, string? name = null)
    {
        string storage = hasStorage
            ? $$"""
              ,"region":"RegionOne","objectStorageUrl":"{{Telekom.ObsUrl}}","bucket":"images","pathStyle":true,
               "accessKeyId":"{{_ims.AccessKeyId}}","secretAccessKeyId":"{{_ims.SecretAccessKey}}"
              """
            : "";
        string named = name is null ? "" : $"\"name\":\"{name}\",";
        return $$"""
            {"@type":"CredAccountOpenTelekomCloud",{{named}}"keystoneUrl":"{{Telekom.IamUrl}}v3","login":"publisher","password":"publisher-secret"{{storage}}}
            """;
    }

    private async Task<string> StoreAccountAsync()
    {
        using HttpClient http = running.Backend.CreateClient();
        using var content = new StringContent(Account(hasStorage: true, "otc"), Encoding.UTF8, "application/json");
        using HttpResponseMessage stored = await http.PostAsync("api/users/root/accounts", content);
        Assert.True(stored.StatusCode == HttpStatusCode.Created, await stored.Content.ReadAsStringAsync());
        string text = await stored.Content.ReadAsStringAsync();
        Assert.DoesNotContain(_ims.SecretAccessKey, text, StringComparison.Ordinal);
        using HttpClient reader = running.Backend.CreateClient();
        return XDocument.Parse(await reader.GetStringAsync("api/users/root/accounts")).Root!.Descendants("uri").Last().Value;
    }

    private async Task<string> PublishAsync(string image, bool hasStorage = true)
    {
        string body = $$$"""
            {"publishImage":{"@type":"PublishImageOpenTelekomCloud","keystoneDomain":"Default","keystoneProject":"publisher","displayName":"web-1.0",
             "credAccount":{{{Account(hasStorage)}}}}}
            """;
        using HttpClient http = running.Backend.CreateClient();
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync($"api/{image}/pimages", content);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        using JsonDocument ticket = JsonDocument.Parse(text);
        return ticket.RootElement.GetProperty("publishImage").GetProperty("uri").GetString()!;
    }

    private async Task<byte[]> RegisterAsync(string image, int size, string kind = "raw")
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(size);
        if (kind == "vmdk") VmdkHead().CopyTo(bytes, 0);
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, bytes);
            await Client.RegisterAsync(image, file, kind == "vmdk" ? "openstackvmdk" : "raw");
            return bytes;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A sparse extent with an embedded descriptor that says so.</summary>
    private static byte[] VmdkHead()
    {
        byte[] head = new byte[2048];
        Encoding.ASCII.GetBytes("KDMV").CopyTo(head, 0);
        BitConverter.GetBytes(1).CopyTo(head, 4);
        BitConverter.GetBytes(6144L).CopyTo(head, 12);
        BitConverter.GetBytes(128L).CopyTo(head, 20);
        BitConverter.GetBytes(1L).CopyTo(head, 28);
        BitConverter.GetBytes(1L).CopyTo(head, 36);
        BitConverter.GetBytes(512).CopyTo(head, 44);
        Encoding.ASCII.GetBytes("# Disk DescriptorFile\nversion=1\ncreateType=\"monolithicSparse\"\n").CopyTo(head, 512);
        return head;
    }

    private async Task<byte[]> DownloadAsync(string id)
    {
        using var http = new HttpClient();
        var login = new
        {
            auth = new
            {
                identity = new
                {
                    methods = new[] { "password" },
                    password = new { user = new { name = "publisher", password = "publisher-secret", domain = new { name = "Default" } } },
                },
                scope = new { project = new { name = "publisher", domain = new { name = "Default" } } },
            },
        };
        using HttpResponseMessage token = await http.PostAsync(new Uri(Telekom.IamUrl, "v3/auth/tokens"), JsonContent(login));
        http.DefaultRequestHeaders.Add("X-Auth-Token", token.Headers.GetValues("X-Subject-Token").Single());
        return await http.GetByteArrayAsync(new Uri(Telekom.ImsUrl, $"v2/images/{id}/file"));
    }

    private static StringContent JsonContent(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
}
