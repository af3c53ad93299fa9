using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>A region becomes part of the name of the host that gets K5's password: every door refuses one that would lead elsewhere.</summary>
public sealed class AddressDoorTests(RunningBackend running) : IClassFixture<RunningBackend>
{
    private const string Image = "users/root/appliances/4/images/9";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Regions =>
        ["@other.example/x?", "a@other.example", "a/b", "a?b", "a#b", "a:80", "a\\b", "a%40b", "a%2540b", "a b", "a.b", "..", new string('a', 64), "-a"];

    [Theory]
    [MemberData(nameof(Regions))]
    public async Task Region_ThatLeadsElsewhere_Is400AtEveryDoor(string region)
    {
        string account = await AddAccountAsync();

        using HttpClient http = running.Backend.CreateClient();
        JsonObject share = ShareOf(account, region);
        using HttpResponseMessage shared = await http.PostAsJsonAsync("api/users/root/shares", share);
        Assert.Equal((400, "region"), ((int)shared.StatusCode, (string?)(await shared.Content.ReadFromJsonAsync<JsonNode>())!["field"]));

        share["account"] = account;
        share["acceptAccount"] = account;
        using HttpResponseMessage accepted = await http.PostAsJsonAsync("api/users/root/shares", share);
        Assert.Equal(400, (int)accepted.StatusCode);

        string queue = $"region-{Guid.CreateVersion7():N}-replies";
        JsonNode refused = await SendAsync(ShareOf(account, region), queue);
        Assert.StartsWith("region ", (string?)refused["data"]!["failReason"], StringComparison.Ordinal);

        await RegisterAsync();
        using HttpResponseMessage published = await running.Client.PostAsync($"{Image}/pimages", PublicationOf(account, region));
        string error = await published.Content.ReadAsStringAsync();
        Assert.Equal(400, (int)published.StatusCode);
        Assert.Contains("publishLocation", error, StringComparison.Ordinal);
    }

    private static JsonObject ShareOf(string account, string region) => new()
    {
        ["action"] = "add",
        ["account"] = account,
        ["region"] = region,
        ["images"] = new JsonArray("3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4"),
        ["projects"] = new JsonArray("edc89b490d7d4392898e19b2deb34797"),
    };

    private static string PublicationOf(string account, string region) => new XDocument(
        new XElement(
            XName.Get("publishImage", "http://www.usharesoft.com/uforge"),
            new XElement("credAccount", new XElement("uri", account)),
            new XElement("publishLocation", region),
            new XElement("keystoneDomain", "d"),
            new XElement("keystoneProject", "p"))).ToString();

    private async Task<string> AddAccountAsync()
    {
        using HttpResponseMessage response = await running.Client.PostAsync("users/root/accounts", $"""
            <ns0:credAccount xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="ns0:CredAccountK5">
              <name>k5 {Guid.CreateVersion7()}</name><login>u</login><password>p</password>
            </ns0:credAccount>
            """);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return XDocument.Parse(text).Root!.Element("uri")!.Value;
    }

    private async Task<JsonNode> SendAsync(JsonObject share, string replies)
    {
        share["version"] = 1;
        share["owner"] = "root";
        share["replyQueue"] = replies;
        await new QueueClient(running.Storage, "bulk-share").SendMessageAsync(share.ToJsonString());
        var queue = new QueueClient(running.Storage, replies);
        await queue.CreateIfNotExistsAsync();
        return await Eventually.GetAsync(
            async () => await queue.PeekMessagesAsync(1) is { Value: [PeekedMessage message] } ? JsonNode.Parse(message.Body.ToString())! : null!,
            reply => reply is not null,
            Deadline);
    }

    private async Task RegisterAsync()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, new byte[4096]);
        await running.Client.RegisterAsync(Image, file, "raw");
        File.Delete(file);
    }
}
