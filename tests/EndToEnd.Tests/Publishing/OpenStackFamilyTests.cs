using System.Net.Http.Json;
using System.Text.Json;
using System.Xml.Linq;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>The publication types of OpenStack's family, each with its own fields, and application credentials, on a real cloud.</summary>
public sealed class OpenStackFamilyTests(OpenStackLab lab) : IClassFixture<OpenStackLab>, IAsyncLifetime
{
    private Azurite? _storage;
    private Backend _backend = null!;

    private OpenStackUser Publisher => lab.User("publisher");

    private PublishingClient Client => new(_backend);

    public async Task InitializeAsync()
    {
        _storage = await Azurite.StartAsync();
        _backend = await Backend.StartAsync(
            _storage.ConnectionString, new Dictionary<string, string> { ["K5__KeystoneUrl"] = lab.KeystoneUrl.ToString() });
    }

    public async Task DisposeAsync()
    {
        if (_backend is not null) await _backend.DisposeAsync();
        if (_storage is not null) await _storage.DisposeAsync();
    }

    [RealOpenStackTheory]
    [InlineData("SuseCloud", true, true)]
    [InlineData("Cloudwatt", true, true)]
    [InlineData("K5", false, false)]
    public async Task Publish_TypeOfTheFamily_IsActiveWithItsName(string type, bool hasUrls, bool hasVisibility)
    {
        string image = await RegisterAsync($"users/root/appliances/71/images/{type.Length}");
        string urls = hasUrls ? $"<glanceUrl>{lab.GlanceUrl}</glanceUrl><keystoneUrl>{lab.KeystoneUrl}</keystoneUrl>" : "";
        string ticket = await Client.PublishAsync($"{image}/pimages", $"""
            <ns0:publishImage xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns0:PublishImage{type}">
              <credAccount xsi:type="ns0:CredAccount{type}">{urls}<login>{Publisher.Name}</login><password>{Publisher.Password}</password></credAccount>
              <publishLocation>{lab.Region}</publishLocation>
              <keystoneDomain>Default</keystoneDomain><keystoneProject>{Publisher.Project}</keystoneProject>
              <displayName>of {type}</displayName>{(hasVisibility ? "<publicImage>false</publicImage>" : "")}
            </ns0:publishImage>
            """);

        XElement status = await Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        JsonElement published = await PublishedAsync(ticket);
        Assert.Equal(("active", $"of {type}"), (published.GetProperty("status").GetString(), published.GetProperty("name").GetString()));
    }

    [RealOpenStackFact]
    public async Task Publish_ImageWithTypeArchitectureAndTags_HasThemInGlance()
    {
        string image = await RegisterAsync("users/root/appliances/72/images/1");
        using HttpClient http = _backend.CreateClient();
        var body = new
        {
            name = "web",
            version = "1.0",
            format = "raw",
            parent = new { name = "web", version = "1.0" },
            osType = "linux",
            architecture = "x86_64",
            tags = new[] { "golden", "käse" },
        };
        using HttpResponseMessage registered = await http.PutAsJsonAsync($"api/catalog/{image}", body);
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());

        string ticket = await Client.PublishAsync($"{image}/pimages", PublicationBodies.Inline(lab.KeystoneUrl, lab.GlanceUrl, Publisher));
        await Client.WaitForEndAsync(ticket);

        JsonElement published = await PublishedAsync(ticket);
        Assert.Equal(("linux", "x86_64"), (published.GetProperty("os_type").GetString(), published.GetProperty("architecture").GetString()));
        Assert.Equal(["golden", "käse"], published.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!).ToHashSet());
    }

    [RealOpenStackFact]
    public async Task Publish_SameDisplayNameTwice_IsTwoImages()
    {
        string image = await RegisterAsync("users/root/appliances/73/images/1");
        string body = PublicationBodies.Inline(lab.KeystoneUrl, lab.GlanceUrl, Publisher, displayName: "the same");

        string first = await Client.PublishAsync($"{image}/pimages", body);
        string second = await Client.PublishAsync($"{image}/pimages", body);
        await Client.WaitForEndAsync(first);
        await Client.WaitForEndAsync(second);

        JsonElement one = await PublishedAsync(first);
        JsonElement other = await PublishedAsync(second);
        Assert.Equal(one.GetProperty("name").GetString(), other.GetProperty("name").GetString());
        Assert.NotEqual(one.GetProperty("id").GetString(), other.GetProperty("id").GetString());
    }

    [RealOpenStackFact]
    public async Task Publish_WithAStoredApplicationCredential_NeedsNeitherPasswordNorProject()
    {
        (string id, string secret) = await MakeApplicationCredentialAsync();
        string image = await RegisterAsync("users/root/appliances/74/images/1");
        using HttpResponseMessage created = await Client.PostAsync("users/root/accounts", $$$"""
            {"credAccount":{"@type":"CredAccountOpenStack","name":"app","keystoneUrl":"{{{lab.KeystoneUrl}}}","keystoneVersion":"v3",
             "applicationCredentialId":"{{{id}}}","applicationCredentialSecret":"{{{secret}}}"}}
            """, "application/json");
        string answer = await created.Content.ReadAsStringAsync();
        Assert.True(created.IsSuccessStatusCode, answer);
        Assert.DoesNotContain(secret, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("applicationCredential", answer, StringComparison.Ordinal);
        string account = XDocument.Parse(answer).Root!.Element("uri")!.Value;

        string ticket = await Client.PublishAsync($"{image}/pimages", $"""
            <ns0:publishImage xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns0:PublishImageOpenStack">
              <credAccount xsi:type="ns0:CredAccountOpenStack"><uri>{account}</uri></credAccount>
            </ns0:publishImage>
            """);
        XElement status = await Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.Equal("active", (await PublishedAsync(ticket)).GetProperty("status").GetString());
    }

    private async Task<(string Id, string Secret)> MakeApplicationCredentialAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(lab.KeystoneUrl, "/v3/") };
        var login = new
        {
            auth = new
            {
                identity = new
                {
                    methods = new[] { "password" },
                    password = new { user = new { name = Publisher.Name, password = Publisher.Password, domain = new { id = "default" } } },
                },
                scope = new { project = new { id = Publisher.ProjectId } },
            },
        };
        using HttpResponseMessage token = await http.PostAsJsonAsync("auth/tokens", login);
        JsonElement body = await token.Content.ReadFromJsonAsync<JsonElement>();
        string user = body.GetProperty("token").GetProperty("user").GetProperty("id").GetString()!;
        http.DefaultRequestHeaders.Add("X-Auth-Token", token.Headers.GetValues("X-Subject-Token").First());
        var wanted = new { application_credential = new { name = $"publishing {Guid.CreateVersion7()}" } };
        using HttpResponseMessage made = await http.PostAsJsonAsync($"users/{user}/application_credentials", wanted);
        JsonElement credential = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("application_credential");
        return (credential.GetProperty("id").GetString()!, credential.GetProperty("secret").GetString()!);
    }

    private async Task<JsonElement> PublishedAsync(string ticket)
    {
        using GlanceReader glance = await GlanceReader.SignInAsync(lab.KeystoneUrl, lab.GlanceUrl, Publisher);
        return Assert.Single(await glance.ImagesOfAsync(ticket));
    }

    private async Task<string> RegisterAsync(string image)
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, System.Security.Cryptography.RandomNumberGenerator.GetBytes(1 << 20));
            await Client.RegisterAsync(image, file, "raw");
            return image;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
