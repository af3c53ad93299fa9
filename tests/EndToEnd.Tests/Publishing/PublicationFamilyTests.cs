using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>The whole family of publication resources over HTTP, publishing to the simulator.</summary>
public sealed class PublicationFamilyTests(RunningBackend running) : IClassFixture<RunningBackend>, IAsyncLifetime
{
    private static readonly OpenStackUser Publisher = new("publisher", "publisher-secret", "publisher", CloudSimulatorServer.ProjectId("publisher"));
    private CloudSimulatorServer _cloud = null!;

    public async Task InitializeAsync() => _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Theory]
    [InlineData("users/root/scannedinstances/1/scans/2/images/3", "users/root/scannedinstances/1/scans/2")]
    [InlineData("users/root/mysoftware/4/templates/5/images/6", "users/root/mysoftware/4/templates/5")]
    public async Task Publish_ImageOfAScanOrATemplate_EndsInTheCloudAndIsDeletedAsItsRecord(string image, string source)
    {
        await RegisterAsync(image);

        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body());
        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        XElement publication = await running.Client.GetAsync(ticket);
        Assert.Equal(source, publication.Element("parentUri")!.Value);
        Assert.Equal(image, publication.Element("imageUri")!.Value);
        Assert.Null(publication.Element("downloadUri"));
        using HttpResponseMessage cancelled = await SendAsync(HttpMethod.Delete, $"{ticket}/cancel");
        Assert.Contains("<published>true</published>", await cancelled.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using HttpResponseMessage deleted = await SendAsync(HttpMethod.Delete, ticket);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using HttpResponseMessage gone = await SendAsync(HttpMethod.Get, ticket);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Single(await ImagesOfAsync(ticket));
    }

    [Fact]
    public async Task Lists_OfApplianceAndUser_HaveWhatTheyShould()
    {
        await RegisterAsync("users/root/appliances/51/images/1");
        await RegisterAsync("users/root/appliances/51/images/2");
        string first = await running.Client.PublishAsync("users/root/appliances/51/images/1/pimages", Body());
        string second = await running.Client.PublishAsync("users/root/appliances/51/images/2/pimages", Body());
        await running.Client.WaitForEndAsync(first);
        await running.Client.WaitForEndAsync(second);

        XElement ofAppliance = await running.Client.GetAsync("users/root/appliances/51/pimages");
        XElement statuses = await running.Client.GetAsync("users/root/appliances/51/pimages/statuses");
        XElement ofImage = await running.Client.GetAsync("users/root/pimages?img=users/root/appliances/51/images/2");
        XElement ofBoth = await running.Client.GetAsync($"users/root/pimages/status?img={first}&img=/users/root/appliances/51/images/2");

        Assert.Equal([first, second], UrisOf(ofAppliance).Order());
        Assert.Equal(("publishImages", "2"), (ofAppliance.Name.LocalName, ofAppliance.Element("total")!.Value));
        Assert.Equal([$"{first}/status", $"{second}/status"], UrisOf(statuses).Order());
        Assert.Equal([second], UrisOf(ofImage));
        Assert.Equal(2, UrisOf(ofBoth).Count());
        Assert.All(ofAppliance.Element("publishImages")!.Elements(), publication =>
            Assert.Equal("Raw", publication.Element("targetFormat")!.Element("name")!.Value));
    }

    [Fact]
    public async Task List_WithItsETag_IsNotModifiedUntilSomethingChanges()
    {
        await RegisterAsync("users/root/appliances/52/images/1");
        string ticket = await running.Client.PublishAsync("users/root/appliances/52/images/1/pimages", Body());
        await running.Client.WaitForEndAsync(ticket);
        using HttpResponseMessage first = await SendAsync(HttpMethod.Get, "users/root/appliances/52/pimages");
        string tag = first.Headers.ETag!.ToString();

        using HttpResponseMessage same = await SendAsync(HttpMethod.Get, "users/root/appliances/52/pimages", tag);
        await SendAsync(HttpMethod.Delete, ticket);
        using HttpResponseMessage changed = await SendAsync(HttpMethod.Get, "users/root/appliances/52/pimages", tag);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Contains("<total>0</total><publishImages", await changed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_RunningPublication_IsRefusedAndNothingOfTheApplianceIsDeleted()
    {
        await RegisterAsync("users/root/appliances/53/images/1");
        string done = await running.Client.PublishAsync("users/root/appliances/53/images/1/pimages", Body());
        await running.Client.WaitForEndAsync(done);
        _cloud.Faults.Add(new Fault { Service = "glance", Kind = FaultKind.Stall, Method = "PUT", Path = "/file$", AfterBytes = 1000, Delay = 60 });
        string stalled = await running.Client.PublishAsync("users/root/appliances/53/images/1/pimages", Body());

        using HttpResponseMessage one = await SendAsync(HttpMethod.Delete, stalled);
        using HttpResponseMessage all = await SendAsync(HttpMethod.Delete, "users/root/appliances/53/pimages");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (one.StatusCode, all.StatusCode));
        Assert.Contains(stalled, await all.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, UrisOf(await running.Client.GetAsync("users/root/appliances/53/pimages")).Count());
        await running.Client.CancelAsync(stalled);
        await running.Client.WaitForEndAsync(stalled);
        using HttpResponseMessage allOnceEnded = await SendAsync(HttpMethod.Delete, "users/root/appliances/53/pimages");
        Assert.Equal(HttpStatusCode.NoContent, allOnceEnded.StatusCode);
        Assert.Empty(UrisOf(await running.Client.GetAsync("users/root/appliances/53/pimages")));
    }

    [Fact]
    public async Task Delete_WithTheCloudsImage_RemovesItFirstAndThenTheRecord()
    {
        string account = await CreateAccountAsync("delete-cloud");
        await RegisterAsync("users/root/appliances/54/images/1");
        string ticket = await running.Client.PublishAsync(
            "users/root/appliances/54/images/1/pimages", PublicationBodies.Stored(account, Publisher, "users/root/appliances/54/images/1"));
        await running.Client.WaitForEndAsync(ticket);
        Assert.Single(await ImagesOfAsync(ticket));
        ArmedFault busy = _cloud.Faults.Add(
            new Fault { Service = "glance", Kind = FaultKind.Status, Method = "DELETE", Path = "/v2/images/[^/]+$", Status = 503, Times = 2 });

        using HttpResponseMessage deleted = await SendAsync(HttpMethod.Delete, $"{ticket}?cloud=true");

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        await Eventually.GetAsync(() => SendAsync(HttpMethod.Get, ticket), answer => answer.StatusCode == HttpStatusCode.NotFound, TimeSpan.FromMinutes(1));
        Assert.Empty(await ImagesOfAsync(ticket));
        Assert.Equal(2, busy.Occurred);
    }

    [Fact]
    public async Task Delete_WithTheCloudsImageOfAOneOffAccount_AsksForTheSecretsAndTakesThem()
    {
        await RegisterAsync("users/root/appliances/55/images/1");
        string ticket = await running.Client.PublishAsync("users/root/appliances/55/images/1/pimages", Body());
        await running.Client.WaitForEndAsync(ticket);

        using HttpResponseMessage without = await SendAsync(HttpMethod.Delete, $"{ticket}?cloud=true");
        using var body = new StringContent(PublicationBodies.Account(_cloud.KeystoneUrl, _cloud.GlanceUrl, Publisher, "again"), null, "application/xml");
        using HttpResponseMessage with = await SendAsync(HttpMethod.Delete, $"{ticket}?cloud=true", content: body);

        Assert.Equal(HttpStatusCode.Conflict, without.StatusCode);
        Assert.Contains("credAccount", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, with.StatusCode);
        await Eventually.GetAsync(() => SendAsync(HttpMethod.Get, ticket), answer => answer.StatusCode == HttpStatusCode.NotFound, TimeSpan.FromMinutes(1));
        Assert.Empty(await ImagesOfAsync(ticket));
    }

    [Fact]
    public async Task Delete_WithTheCloudsImageThatIsProtected_KeepsTheRecordAndSaysWhy()
    {
        string account = await CreateAccountAsync("protected");
        await RegisterAsync("users/root/appliances/56/images/1");
        string ticket = await running.Client.PublishAsync(
            "users/root/appliances/56/images/1/pimages", PublicationBodies.Stored(account, Publisher, "users/root/appliances/56/images/1"));
        await running.Client.WaitForEndAsync(ticket);
        _cloud.Faults.Add(new Fault
        {
            Service = "glance",
            Kind = FaultKind.Status,
            Method = "DELETE",
            Path = "/v2/images/[^/]+$",
            Status = 403,
            Body = "Image is protected",
            Times = null,
        });

        using HttpResponseMessage deleted = await SendAsync(HttpMethod.Delete, $"{ticket}?cloud=true");

        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        XElement status = await running.Client.WaitForAsync(ticket, now => now.Element("message")!.Value.StartsWith("Still in the cloud", StringComparison.Ordinal));
        Assert.Contains("protected", status.Element("message")!.Value, StringComparison.Ordinal);
        Assert.Single(await ImagesOfAsync(ticket));
    }

    [Fact]
    public async Task Publish_WithTheKeyOfADeletedPublication_IsAConflict()
    {
        await RegisterAsync("users/root/appliances/57/images/1");
        using HttpResponseMessage first = await running.Client.PostAsync("users/root/appliances/57/images/1/pimages", Body(), idempotencyKey: "once");
        string ticket = XDocument.Parse(await first.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;
        await running.Client.WaitForEndAsync(ticket);
        await SendAsync(HttpMethod.Delete, ticket);

        using HttpResponseMessage again = await running.Client.PostAsync("users/root/appliances/57/images/1/pimages", Body(), idempotencyKey: "once");

        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Download_WithTheKeyOfTheTicket_WorksOnceWithoutALogin()
    {
        byte[] data = await RegisterAsync("users/root/appliances/58/images/1");
        string ticket = await running.Client.PublishAsync("users/root/appliances/58/images/1/pimages", Body());
        await running.Client.WaitForEndAsync(ticket);
        string uri = (await running.Client.GetAsync(ticket)).Element("downloadUri")!.Value;
        using var anybody = new HttpClient { BaseAddress = running.Backend.Address };

        using HttpResponseMessage wrong = await anybody.GetAsync($"api/{uri[..^1]}");
        using HttpResponseMessage first = await anybody.GetAsync($"api/{uri}");
        using HttpResponseMessage second = await anybody.GetAsync($"api/{uri}");

        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        Assert.Equal(data.Length, first.Content.Headers.ContentLength);
        Assert.Equal(data, await first.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
        Assert.NotEqual(uri, (await running.Client.GetAsync(ticket)).Element("downloadUri")!.Value);
    }

    [Fact]
    public async Task Satellites_OfAPublication_GiveAccountAndProjectsAndRefuseToDeploy()
    {
        string account = await CreateAccountAsync("satellites");
        string id = account[(account.LastIndexOf('/') + 1)..];
        await RegisterAsync("users/root/appliances/59/images/1");
        string ticket = await running.Client.PublishAsync(
            "users/root/appliances/59/images/1/pimages", PublicationBodies.Stored(account, Publisher, "users/root/appliances/59/images/1"));

        XElement ofPublication = await running.Client.GetAsync($"{ticket}/accounts/{id}");
        XElement resources = await running.Client.GetAsync($"{ticket}/accounts/{id}/resources");
        XElement ofAccount = await running.Client.GetAsync($"{account}/resources");
        using HttpResponseMessage deploy = await SendAsync(HttpMethod.Post, $"{ticket}/deploys");
        using HttpResponseMessage other = await SendAsync(HttpMethod.Get, $"{ticket}/accounts/1");

        Assert.Equal("true", ofPublication.Element("secretsMissing")!.Value);
        Assert.DoesNotContain("publisher-secret", ofPublication.ToString(), StringComparison.Ordinal);
        XElement tenant = Assert.Single(resources.Descendants("tenant"));
        Assert.Equal(("publisher", Publisher.ProjectId), (tenant.Element("name")!.Value, tenant.Element("id")!.Value));
        Assert.Equal(resources.ToString(), ofAccount.ToString());
        Assert.Equal(HttpStatusCode.NotImplemented, deploy.StatusCode);
        Assert.Contains("uforgeError", await deploy.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        await running.Client.WaitForEndAsync(ticket);
    }

    [Theory]
    [InlineData("GET", "users/root/appliances/1/images/1/pimages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "users/root/scannedinstances/1/scans/1/images/1/pimages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "users/root/mysoftware/1/templates/1/images/1/pimages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "users/root/pimages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "users/root/mysoftware/1/templates/1/images/1/pimages/1/deploys", HttpStatusCode.NotFound)]
    [InlineData("GET", "users/root/appliances/987654321/pimages", HttpStatusCode.NotFound)]
    [InlineData("GET", "users/root/pimages?img=nonsense", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "users/root/appliances/1/images/1/pimages/1?cloud=maybe", HttpStatusCode.NotFound)]
    public async Task AnyResource_ThatIsNotThere_IsAUForgeError(string method, string resource, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await SendAsync(new HttpMethod(method), resource);

        Assert.Equal(expected, response.StatusCode);
        XElement error = XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!;
        Assert.Equal("uforgeError", error.Name.LocalName);
        Assert.Equal(expected == HttpStatusCode.MethodNotAllowed, response.Content.Headers.Allow.Count > 0);
        Assert.Equal(((int)expected).ToString(System.Globalization.CultureInfo.InvariantCulture), error.Element("statusCode")!.Value);
    }

    private static IEnumerable<string> UrisOf(XElement list) =>
        list.Elements().Last().Elements().Select(item => item.Element("uri")!.Value);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string resource, string? ifNoneMatch = null, HttpContent? content = null)
    {
        using HttpClient http = running.Backend.CreateClient();
        using var request = new HttpRequestMessage(method, $"api/{resource}") { Content = content };
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await http.SendAsync(request);
    }

    private async Task<string> CreateAccountAsync(string name)
    {
        using HttpResponseMessage response = await running.Client.PostAsync(
            "users/root/accounts", PublicationBodies.Account(_cloud.KeystoneUrl, _cloud.GlanceUrl, Publisher, name));
        return XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;
    }

    private async Task<byte[]> RegisterAsync(string image)
    {
        byte[] data = System.Security.Cryptography.RandomNumberGenerator.GetBytes(1 << 20);
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, data);
            await running.Client.RegisterAsync(image, file, "raw");
            return data;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private string Body() => PublicationBodies.Inline(_cloud.KeystoneUrl, _cloud.GlanceUrl, Publisher);

    private async Task<IReadOnlyList<JsonElement>> ImagesOfAsync(string ticket)
    {
        using GlanceReader glance = await GlanceReader.SignInAsync(_cloud.KeystoneUrl, _cloud.GlanceUrl, Publisher);
        return await glance.ImagesOfAsync(ticket);
    }
}
