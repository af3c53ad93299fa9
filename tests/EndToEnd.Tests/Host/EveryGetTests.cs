using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CloudSimulator;
using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.EndToEnd.Sharing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Host;

/// <summary>
/// Every GET of the route table, asked again and again in one process, with something of each kind to show: what is prepared at the first
/// question, kept, or chosen anew after some must not change the answer.
/// </summary>
public sealed partial class EveryGetTests : IAsyncLifetime
{
    private const int Times = 30;
    private const string Appliance = "users/root/appliances/4/images/7";
    private const string Scan = "users/root/scannedinstances/3/scans/5/images/7";
    private const string Template = "users/root/mysoftware/2/templates/8/images/7";
    private static readonly OpenStackUser Publisher = new("publisher", "publisher-secret", "publisher", CloudSimulatorServer.ProjectId("publisher"));

    /// <summary>Routes of one address each: the catch-alls are asked for something that they pass on, or know nothing of.</summary>
    private static readonly Dictionary<string, string> Addresses = new()
    {
        ["{root:maxlength(0)?}"] = "",
        ["api/{*path}"] = "api/nothing",
        ["v1/{*path}"] = "v1/nothing",
        ["clouds/{cloud}/v1/{*path}"] = "clouds/lab/v1/nothing",
        ["v2/{*path}"] = "v2/images",
        ["clouds/{cloud}/v2/{*path}"] = "clouds/lab/v2/images",
        ["clouds/{*path}"] = "clouds/lab/nothing",
    };

    private readonly Dictionary<string, string> _values = new()
    {
        ["uid"] = "root",
        ["aid"] = "4",
        ["siid"] = "3",
        ["sid"] = "5",
        ["msid"] = "2",
        ["tid"] = "8",
        ["itid"] = "7",
        ["tiid"] = "7",
        ["cloud"] = "lab",
        ["project"] = Publisher.ProjectId,
    };

    private CloudSimulatorServer _cloud = null!;
    private Azurite _storage = null!;
    private Backend _backend = null!;

    public async Task InitializeAsync()
    {
        _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
        _storage = await Azurite.StartAsync();
        _backend = await Backend.StartAsync(_storage.ConnectionString, new Dictionary<string, string>
        {
            ["Clouds__lab__auth__auth_url"] = new Uri(_cloud.KeystoneUrl, "v3").AbsoluteUri,
        });
    }

    public async Task DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _storage.DisposeAsync();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Get_EveryRouteThirtyTimes_IsAnsweredAlikeEachTime()
    {
        using HttpClient client = _backend.CreateClient();
        string token = await FillAsync(client);
        client.DefaultRequestHeaders.Add("X-Auth-Token", token);
        string[] routes = [.. RouteTable.Read().Where(route => route.Methods.Contains("GET")).Select(route => route.Route)];
        List<string> wrong = [];

        foreach (string route in routes)
        {
            string address = AddressOf(route);
            for (int i = 1; i <= Times; i++)
            {
                using HttpResponseMessage response = await client.GetAsync(address);
                string body = await response.Content.ReadAsStringAsync();
                int status = (int)response.StatusCode;
                if (status == ExpectedOf(route) && body.Length > 0) continue;
                wrong.Add($"{route} as {address}, time {i}: {status} {body}");
                break;
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(routes.Length > 70, $"Only {routes.Length} routes.");
    }

    private static int ExpectedOf(string route) => route switch
    {
        "{root:maxlength(0)?}" or "v2.0" or "clouds/{cloud}" or "clouds/{cloud}/v2.0" => 300,
        "api/{*path}" or "v1/{*path}" or "clouds/{*path}" or "clouds/{cloud}/v1/{*path}" => 404,
        _ when route.EndsWith("/downloads", StringComparison.Ordinal) => 404, // asked without a key, which works once
        _ => 200,
    };

    private string AddressOf(string route)
    {
        if (Addresses.TryGetValue(route, out string? address)) return address;
        string family = route.Split('/').FirstOrDefault(segment => segment is "appliances" or "scannedinstances" or "mysoftware") ?? "";
        return Parameter().Replace(route, match =>
        {
            string name = match.Groups["name"].Value;
            return _values.GetValueOrDefault($"{family}/{name}") ?? _values[name];
        });
    }

    /// <summary>Makes something of each kind; a token of the cloud.</summary>
    private async Task<string> FillAsync(HttpClient client)
    {
        var publishing = new PublishingClient(_backend);
        string account = await PostAsync(publishing, "users/root/accounts", PublicationBodies.Account(_cloud.KeystoneUrl, _cloud.GlanceUrl, Publisher, "lab"), "uri");
        _values["caid"] = account.Split('/')[^1];
        string key = await PostAsync(publishing, "users/root/apikeys", "<ns0:apiKeyPair xmlns:ns0=\"http://www.usharesoft.com/uforge\"><name>key</name></ns0:apiKeyPair>", "uri");
        _values["akid"] = key.Split('/')[^1];

        using var disk = await TestDisk.CreateAsync(1);
        using var container = new ContainerImageFile(1, 5000);
        foreach (string image in (string[])[Appliance, Scan])
        {
            await publishing.RegisterAsync(image, disk.Path);
            string ticket = await publishing.PublishAsync($"{image}/pimages", PublicationBodies.Stored(account, Publisher, image));
            await publishing.WaitForEndAsync(ticket);
            _values[$"{image.Split('/')[2]}/pitid"] = ticket.Split('/')[^1];
        }

        await publishing.RegisterAsync(Template, await container.WriteLayoutAsync(), "docker");
        string pushed = await publishing.PublishAsync($"{Template}/pimages", RegistryBodies.Docker(_cloud.RegistryUrl, "publisher", "publisher-secret", "web"));
        await publishing.WaitForEndAsync(pushed);
        _values["mysoftware/ptiid"] = pushed.Split('/')[^1];

        using SharedImages images = await SharedImages.SignInAsync(_cloud, "publisher");
        string shared = await images.CreateAsync();
        string[] projects = [CloudSimulatorServer.ProjectId("consumer")];
        using HttpResponseMessage share = await client.PostAsJsonAsync(
            "api/users/root/shares", new { action = "add", account, project = "publisher", images = new[] { shared }, projects });
        _values["id"] = share.Headers.Location!.OriginalString.Split('/')[^1];

        using var batch = new HttpRequestMessage(HttpMethod.Post, "v1/cloudimages/members") { Content = JsonContent.Create(new { images = new[] { shared }, projects }) };
        batch.Headers.Add("X-Auth-Token", images.Token);
        using HttpResponseMessage job = await client.SendAsync(batch);
        _values["job"] = (await job.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetString()!;
        return images.Token;
    }

    private static async Task<string> PostAsync(PublishingClient client, string resource, string body, string field)
    {
        using HttpResponseMessage response = await client.PostAsync(resource, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return XDocument.Parse(text).Root!.Element(field)!.Value;
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
