using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CloudSimulator;
using CloudSimulator.Faults;
using CloudSimulator.Ims;
using ImagePublishFunctions.EndToEnd.Publishing;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>Publish and share as one request, and shares with stored accounts of Open Telekom Cloud, on simulated clouds.</summary>
public sealed class PublishAndShareTests(RunningBackend running) : IClassFixture<RunningBackend>, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly string Consumer = CloudSimulatorServer.ProjectId("consumer");
    private static readonly string Outsider = CloudSimulatorServer.ProjectId("outsider");
    private CloudSimulatorServer _cloud = null!;

    public async Task InitializeAsync() => _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task Publish_WithShareWithAndAOneOffAccount_SharesAfterTheUploadEvenIfTheCloudIsBusyThen()
    {
        const string Image = "users/root/appliances/81/images/1";
        await RegisterAsync(Image);
        ArmedFault busy = _cloud.Faults.Add(
            new Fault { Service = "glance", Kind = FaultKind.Status, Method = "POST", Path = "/members$", Status = 503, Times = 3 });

        string ticket = await PublishAsync(Image, $"\"shareWith\":[\"{Consumer}\",\"{Outsider}\",\"{Consumer}\"],");
        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        string message = status.Element("message")!.Value;
        Assert.StartsWith("Done, published on OpenStack, shared by job ", message, StringComparison.Ordinal);
        JsonElement job = await WaitForShareAsync($"api/users/root/shares/{message.Split(' ')[^1]}");
        Assert.Equal(("SUCCESS", 2), (job.GetProperty("state").GetString(), job.GetProperty("succeeded").GetInt32()));
        Assert.Equal(3, busy.Occurred);
        using SharedImages images = await SharedImages.SignInAsync(_cloud, "publisher");
        string cloudId = (await running.Client.GetAsync(ticket)).Element("cloudId")!.Value;
        Assert.Equal(2, (await images.MembersAsync(cloudId)).Count);
    }

    [Fact]
    public async Task Retry_OfAShareThatAPublicationStarted_UsesThePublicationsAccount()
    {
        const string Image = "users/root/appliances/83/images/1";
        await RegisterAsync(Image);
        _cloud.Faults.Add(new Fault { Service = "glance", Kind = FaultKind.Status, Method = "POST", Path = "/members$", Status = 403, Body = "Not now." });
        var publisher = new TestServers.OpenStackUser("publisher", "publisher-secret", "publisher", CloudSimulatorServer.ProjectId("publisher"));
        using HttpResponseMessage stored = await running.Client.PostAsync(
            "users/root/accounts", PublicationBodies.Account(_cloud.KeystoneUrl, _cloud.GlanceUrl, publisher, "retried"));
        string account = XDocument.Parse(await stored.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;
        using HttpResponseMessage accepted = await running.Client.PostAsync(
            $"{Image}/pimages",
            $$"""
            {"publishImage": {"@type": "PublishImageOpenStack", "shareWith": ["{{Consumer}}"], "keystoneDomain": "Default", "keystoneProject": "publisher",
             "credAccount": {"@type": "CredAccountOpenStack", "uri": "{{account}}"} } }
            """,
            "application/json");
        string ticket = XDocument.Parse(await accepted.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;
        string job = (await running.Client.WaitForEndAsync(ticket)).Element("message")!.Value.Split(' ')[^1];
        JsonElement failed = await WaitForShareAsync($"api/users/root/shares/{job}");
        using HttpClient http = running.Backend.CreateClient();

        using HttpResponseMessage retry = await http.PostAsync($"api/users/root/shares/{job}/retry", null);
        JsonElement retried = await WaitForShareAsync(retry.Headers.Location!.ToString());

        Assert.Equal(("FAIL", ticket), (failed.GetProperty("state").GetString(), failed.GetProperty("publication").GetString()));
        Assert.Equal("SUCCESS", retried.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("\"shareWith\":[\"a\",\"\"],")]
    [InlineData("\"shareWith\":[\"a\"],\"publicImage\":true,")]
    public async Task Publish_ShareWithThatCannotBe_IsRefusedNamingTheField(string fields)
    {
        const string Image = "users/root/appliances/82/images/1";
        await RegisterAsync(Image);
        using HttpResponseMessage response = await PostAsync(Image, fields);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("shareWith", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Share_WithAStoredAccountOfOpenTelekomCloud_GoesThroughItsBatches()
    {
        string owner = CloudSimulatorServer.ProjectId("publisher");
        string[] images = [_cloud.Telekom.AddImage(owner, "one"), _cloud.Telekom.AddImage(owner, "two")];
        using HttpClient http = running.Backend.CreateClient();
        using var account = new StringContent(
            $$$"""
            {"credAccount":{"@type":"CredAccountOpenTelekomCloud","name":"otc","keystoneUrl":"{{{_cloud.Telekom.IamUrl}}}v3","login":"publisher",
             "password":"publisher-secret"}}
            """,
            Encoding.UTF8,
            "application/json");
        using HttpResponseMessage stored = await http.PostAsync("api/users/root/accounts", account);
        string uri = XDocument.Parse(await stored.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;

        using HttpResponseMessage accepted = await http.PostAsJsonAsync(
            "api/users/root/shares", new { action = "add", account = uri, project = "publisher", images, projects = new[] { Consumer, "0123456789abcdef0123456789abcdef" } });
        JsonElement job = await WaitForShareAsync(accepted.Headers.Location!.ToString());

        Assert.Equal(("FAIL", 2, 2), (job.GetProperty("state").GetString(), job.GetProperty("succeeded").GetInt32(), job.GetProperty("failed").GetInt32()));
        Assert.All(
            job.GetProperty("results").EnumerateArray(),
            pair => Assert.Equal(pair.GetProperty("project").GetString() == Consumer ? "success" : "failed", pair.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Share_EncryptedImage_GrantsItsKeyFirstOrSaysWhatIsMissing()
    {
        string owner = CloudSimulatorServer.ProjectId("publisher");
        string image = _cloud.Telekom.AddImage(owner, "secret", keyId: "11111111-2222-3333-4444-555555555555");
        using HttpClient http = running.Backend.CreateClient();
        using var account = new StringContent(
            $$$"""
            {"credAccount":{"@type":"CredAccountOpenTelekomCloud","name":"keys","keystoneUrl":"{{{_cloud.Telekom.IamUrl}}}v3","login":"publisher",
             "password":"publisher-secret","keyManagementUrl":"{{{_cloud.Telekom.KmsUrl}}}"}}
            """,
            Encoding.UTF8,
            "application/json");
        using HttpResponseMessage stored = await http.PostAsync("api/users/root/accounts", account);
        string uri = XDocument.Parse(await stored.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;
        var share = new { action = "add", account = uri, project = "publisher", images = new[] { image }, projects = new[] { Consumer }, grantDomain = (string?)null };

        using HttpResponseMessage without = await http.PostAsJsonAsync("api/users/root/shares", share);
        JsonElement refused = await WaitForShareAsync(without.Headers.Location!.ToString());
        using HttpResponseMessage with = await http.PostAsJsonAsync("api/users/root/shares", share with { grantDomain = OpenTelekomCloud.AccountId(Consumer) });
        JsonElement granted = await WaitForShareAsync(with.Headers.Location!.ToString());

        Assert.Equal("IMG.0098", refused.GetProperty("errorCode").GetString());
        Assert.True(granted.GetProperty("state").GetString() == "SUCCESS", granted.ToString());
    }

    private async Task<JsonElement> WaitForShareAsync(string address)
    {
        using HttpClient http = running.Backend.CreateClient();
        return await Eventually.GetAsync(
            async () =>
            {
                using HttpResponseMessage response = await http.GetAsync(address);
                return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonElement>() : default;
            },
            job => job.ValueKind == JsonValueKind.Object && job.GetProperty("state").GetString() is "SUCCESS" or "FAIL",
            Deadline);
    }

    private async Task<string> PublishAsync(string image, string fields)
    {
        using HttpResponseMessage response = await PostAsync(image, fields);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return XDocument.Parse(text).Root!.Element("uri")!.Value;
    }

    private Task<HttpResponseMessage> PostAsync(string image, string fields) => running.Client.PostAsync(
        $"{image}/pimages",
        $$$$"""
        {"publishImage":{"@type":"PublishImageOpenStack",{{{{fields}}}}"keystoneDomain":"Default","keystoneProject":"publisher","displayName":"shared",
         "credAccount":{"@type":"CredAccountOpenStack","glanceUrl":"{{{{_cloud.GlanceUrl}}}}","keystoneUrl":"{{{{_cloud.KeystoneUrl}}}}v3/",
          "login":"publisher","password":"publisher-secret","keystoneVersion":"v3"}}}
        """,
        "application/json");

    private async Task RegisterAsync(string image)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, System.Security.Cryptography.RandomNumberGenerator.GetBytes(1 << 20));
            await running.Client.RegisterAsync(image, file, "raw");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
