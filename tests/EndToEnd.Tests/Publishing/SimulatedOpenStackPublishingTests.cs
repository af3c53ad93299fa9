using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Publications to the simulator: what a real cloud can't be made to do.</summary>
public sealed class SimulatedOpenStackPublishingTests(RunningBackend running) : IClassFixture<RunningBackend>, IAsyncLifetime
{
    private static readonly OpenStackUser Publisher = new("publisher", "publisher-secret", "publisher", CloudSimulatorServer.ProjectId("publisher"));
    private CloudSimulatorServer _cloud = null!;

    public async Task InitializeAsync() => _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task Publish_DocumentationExampleWithKeystoneVersion2_IsActive()
    {
        string image = await RegisterAsync("users/root/appliances/21/images/7");
        string body = PublicationBodies.DocumentationExampleOfVersion2(_cloud.KeystoneUrl, _cloud.GlanceUrl, Publisher, image);
        string ticket = await running.Client.PublishAsync("users/root/appliances/21/pimages", body);

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        JsonElement published = Assert.Single(await ImagesOfAsync(ticket));
        Assert.Equal("active", published.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("POST", "/v2/images$")]
    [InlineData("PUT", "/file$")]
    public async Task Publish_ReplyLostAfterTheCloudDidTheWork_EndsWithExactlyOneImage(string method, string path)
    {
        string image = await RegisterAsync($"users/root/appliances/22/images/{method.Length}");
        ArmedFault fault = _cloud.Faults.Add(new Fault { Service = "glance", Kind = FaultKind.DropAfter, Method = method, Path = path });
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body());

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.Equal(1, fault.Occurred);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.Single(await ImagesOfAsync(ticket));
    }

    [Fact]
    public async Task Publish_CloudThatIsBusyForAWhile_SucceedsLater()
    {
        string image = await RegisterAsync("users/root/appliances/23/images/1");
        ArmedFault fault = _cloud.Faults.Add(
            new Fault { Service = "glance", Kind = FaultKind.Status, Method = "PUT", Path = "/file$", Status = 503, Times = 2 });
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body());

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.Equal(2, fault.Occurred);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
    }

    [Fact]
    public async Task Cancel_CloudThatStalls_EndsWithinFiveSeconds()
    {
        string image = await RegisterAsync("users/root/appliances/24/images/1");
        ArmedFault fault = _cloud.Faults.Add(
            new Fault { Service = "glance", Kind = FaultKind.Stall, Method = "PUT", Path = "/file$", AfterBytes = 1000, Delay = 60 });
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body());
        await Eventually.GetAsync(() => Task.FromResult(fault.Occurred), count => count > 0, TimeSpan.FromSeconds(60));

        await running.Client.CancelAsync(ticket);

        XElement status = await running.Client.WaitForEndAsync(ticket, TimeSpan.FromSeconds(5));
        Assert.True(PublishingClient.IsTrue(status, "cancelled"), status.ToString());
        await Eventually.GetAsync(() => ImagesOfAsync(ticket), images => images.Count == 0, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Publish_FileReplacedAfterItWasAccepted_FailsWithThatReason()
    {
        string image = await RegisterAsync("users/root/appliances/25/images/1");
        _cloud.Faults.Add(new Fault { Service = "keystone", Kind = FaultKind.Status, Status = 503, Times = 2 });
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body());
        await running.Client.WaitForAsync(ticket, status => status.Element("message")!.Value == "Signing in");
        await RegisterAsync(image);

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "error"), status.ToString());
        Assert.Contains("file", status.Element("errorMessage")!.Value, StringComparison.Ordinal);
        Assert.Empty(await ImagesOfAsync(ticket));
    }

    [Fact]
    public async Task Publish_SameIdempotencyKey_IsTheSameTicketAndAnotherBodyIsRefused()
    {
        string image = await RegisterAsync("users/root/appliances/26/images/1");
        using HttpResponseMessage first = await running.Client.PostAsync($"{image}/pimages", Body(), idempotencyKey: "build/17 #1");
        using HttpResponseMessage second = await running.Client.PostAsync($"{image}/pimages", Body(), idempotencyKey: "build/17 #1");
        using HttpResponseMessage other = await running.Client.PostAsync($"{image}/pimages", Body("other"), idempotencyKey: "build/17 #1");

        string ticket = await UriOfAsync(first);
        Assert.Equal(ticket, await UriOfAsync(second));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        await running.Client.WaitForEndAsync(ticket);
        Assert.Single(await ImagesOfAsync(ticket));
    }

    [Fact]
    public async Task Publish_InJson_AnswersInJsonAndEndsActive()
    {
        string image = await RegisterAsync("users/root/appliances/27/images/1");
        string body = $$$$"""
            {"publishImage":{"@type":"PublishImageOpenStack","keystoneDomain":"Default","keystoneProject":"publisher","displayName":"web",
             "credAccount":{"@type":"CredAccountOpenStack","glanceUrl":"{{{{_cloud.GlanceUrl}}}}","keystoneUrl":"{{{{_cloud.KeystoneUrl}}}}v3/",
              "login":"publisher","password":"publisher-secret","keystoneVersion":"v3"}}}
            """;
        using HttpClient http = running.Backend.CreateClient();
        http.DefaultRequestHeaders.Add("Accept", "application/json");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync($"api/{image}/pimages", content);

        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        using JsonDocument ticket = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        JsonElement publication = ticket.RootElement.GetProperty("publishImage");
        Assert.Equal("PublishImageOpenStack", publication.GetProperty("@type").GetString());
        XElement status = await running.Client.WaitForEndAsync(publication.GetProperty("uri").GetString()!);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
    }

    [Fact]
    public async Task GetStatus_WithTheETagItAnswered_IsNotModified()
    {
        string image = await RegisterAsync("users/root/appliances/28/images/1");
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body());
        await running.Client.WaitForEndAsync(ticket);
        using HttpClient http = running.Backend.CreateClient();
        using HttpResponseMessage first = await http.GetAsync($"api/{ticket}/status");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/{ticket}/status");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage second = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    private static async Task<string> UriOfAsync(HttpResponseMessage response) =>
        XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;

    private async Task<string> RegisterAsync(string image)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, System.Security.Cryptography.RandomNumberGenerator.GetBytes(2 << 20));
            await running.Client.RegisterAsync(image, file, "raw");
            return image;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private string Body(string displayName = "web-1.0") =>
        PublicationBodies.Inline(_cloud.KeystoneUrl, _cloud.GlanceUrl, Publisher, displayName: displayName);

    private async Task<IReadOnlyList<JsonElement>> ImagesOfAsync(string ticket)
    {
        using GlanceReader glance = await GlanceReader.SignInAsync(_cloud.KeystoneUrl, _cloud.GlanceUrl, Publisher);
        return await glance.ImagesOfAsync(ticket);
    }
}
