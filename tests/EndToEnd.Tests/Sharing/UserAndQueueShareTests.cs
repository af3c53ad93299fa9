using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>Shares through the users' own door and through the queue, on a running backend and a simulated cloud.</summary>
public sealed class UserAndQueueShareTests(RunningBackend running) : IClassFixture<RunningBackend>, IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly string Consumer = CloudSimulatorServer.ProjectId("consumer");
    private static readonly string Outsider = CloudSimulatorServer.ProjectId("outsider");
    private CloudSimulatorServer _cloud = null!;
    private SharedImages _images = null!;
    private string _account = null!;
    private string _consumersAccount = null!;

    public async Task InitializeAsync()
    {
        _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
        _images = await SharedImages.SignInAsync(_cloud, "publisher");
        _account = await CreateAccountAsync("publisher");
        _consumersAccount = await CreateAccountAsync("consumer");
    }

    public async Task DisposeAsync()
    {
        _images.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Post_AddThenSetThenRemove_BringsEveryPairAbout()
    {
        string[] images = [await _images.CreateAsync(), await _images.CreateAsync()];

        JsonElement added = await ShareAsync(new { action = "add", images, projects = new[] { Consumer, Outsider } });
        foreach (string image in images) Assert.Equal(new HashSet<string> { Consumer, Outsider }, (await _images.MembersAsync(image)).Keys.ToHashSet());
        Assert.Equal(("SUCCESS", 4, 100), (Text(added, "state"), added.GetProperty("succeeded").GetInt32(), added.GetProperty("percentage").GetInt32()));
        Assert.Equal(4, added.GetProperty("results").GetArrayLength());
        Assert.All(added.GetProperty("results").EnumerateArray(), pair => Assert.Equal("success", Text(pair, "status")));

        await ShareAsync(new { action = "set", images, projects = new[] { Outsider }, removeSurplus = true });
        foreach (string image in images) Assert.Equal([Outsider], (await _images.MembersAsync(image)).Keys);

        await ShareAsync(new { action = "remove", images, projects = new[] { Outsider } });
        foreach (string image in images) Assert.Empty(await _images.MembersAsync(image));
    }

    [Fact]
    public async Task Post_WithTheRecipientsAccount_IsAcceptedOnItsBehalf()
    {
        string image = await _images.CreateAsync();

        JsonElement job = await ShareAsync(new
        {
            action = "add",
            images = new[] { image },
            projects = new[] { Consumer },
            acceptAccount = _consumersAccount,
            acceptProject = "consumer",
        });

        Assert.Equal("SUCCESS", Text(job, "state"));
        Assert.Equal("accepted", (await _images.MembersAsync(image))[Consumer]);
    }

    [Fact]
    public async Task Retry_OfAShareThatFailedInPart_TriesOnlyWhatFailed()
    {
        string good = await _images.CreateAsync();
        string bad = await _images.CreateAsync();
        ArmedFault refusal = _cloud.Faults.Add(new Fault
        {
            Service = "glance",
            Kind = FaultKind.Status,
            Status = 403,
            Method = "POST",
            Path = $"{bad}/members",
            Body = "Not now.",
            Times = 1,
        });
        JsonElement failed = await ShareAsync(new { action = "add", images = new[] { good, bad }, projects = new[] { Consumer } });
        Assert.Equal(("FAIL", 1, 1), (Text(failed, "state"), failed.GetProperty("succeeded").GetInt32(), failed.GetProperty("failed").GetInt32()));
        Assert.Equal(1, refusal.Occurred);
        JsonElement pair = Assert.Single(failed.GetProperty("results").EnumerateArray(), pair => Text(pair, "status") == "failed");
        Assert.Equal((bad, Consumer), (Text(pair, "image"), Text(pair, "project")));
        Assert.Contains("Not now", Text(pair, "reason"), StringComparison.Ordinal);

        using HttpClient http = running.Backend.CreateClient();
        using HttpResponseMessage again = await http.PostAsync($"api/users/root/shares/{Text(failed, "id")}/retry", null);
        JsonElement retried = await WaitForEndAsync(again);

        Assert.Equal(("SUCCESS", 1), (Text(retried, "state"), retried.GetProperty("pairs").GetInt32()));
        Assert.Equal([Consumer], (await _images.MembersAsync(bad)).Keys);
        using HttpResponseMessage nothing = await http.PostAsync($"api/users/root/shares/{Text(retried, "id")}/retry", null);
        Assert.Equal(HttpStatusCode.Conflict, nothing.StatusCode);
    }

    [Fact]
    public async Task Post_SameIdempotencyKey_IsTheSameJobAndAnotherBodyIsRefused()
    {
        string image = await _images.CreateAsync();
        var body = new { action = "add", account = _account, project = "publisher", images = new[] { image }, projects = new[] { Consumer } };
        using HttpClient http = running.Backend.CreateClient();
        http.DefaultRequestHeaders.Add("Idempotency-Key", "share/1");

        using HttpResponseMessage first = await http.PostAsJsonAsync("api/users/root/shares", body);
        using HttpResponseMessage second = await http.PostAsJsonAsync("api/users/root/shares", body);
        using HttpResponseMessage other = await http.PostAsJsonAsync("api/users/root/shares", body with { action = "remove" });

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        await WaitForEndAsync(first);
    }

    [Theory]
    [InlineData("{\"action\":\"add\"}", "account")]
    [InlineData("{\"action\":\"give\",\"account\":\"users/root/accounts/1\"}", "action")]
    [InlineData("{\"action\":\"add\",\"account\":\"users/root/accounts/1\",\"images\":[\"3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4\"],\"projects\":[\"p\"]}", "account")]
    [InlineData("{\"actoin\":\"add\"}", "$.actoin")]
    [InlineData("", "$")]
    public async Task Post_SomethingWrong_IsAProblemThatNamesTheField(string body, string field)
    {
        using HttpClient http = running.Backend.CreateClient();
        using var content = new StringContent(body, null, "application/json");
        using HttpResponseMessage response = await http.PostAsync("api/users/root/shares", content);

        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.InRange((int)response.StatusCode, 400, 404);
        Assert.Equal(field, Text(problem, "field"));
    }

    [Fact]
    public async Task Queue_MessageWithReplyQueue_SharesAndReplies()
    {
        string image = await _images.CreateAsync();
        JsonObject message = Message("add", "good-replies");
        message["images"] = new JsonArray(image);
        message["projects"] = new JsonArray(Consumer, Outsider);

        await SendAsync(message.ToJsonString());

        JsonElement reply = await ReplyAsync("good-replies", "imagepublish.share.completed");
        JsonElement data = reply.GetProperty("data");
        Assert.Equal(("1.0", "/queues/bulk-share"), (Text(reply, "specversion"), Text(reply, "source")));
        Assert.Equal(("SUCCESS", "build 42", 2), (Text(data, "state"), Text(data, "correlationId"), data.GetProperty("succeeded").GetInt32()));
        Assert.Equal(2, (await _images.MembersAsync(image)).Count);
        using HttpClient http = running.Backend.CreateClient();
        JsonElement list = await http.GetFromJsonAsync<JsonElement>("api/users/root/shares");
        Assert.Contains(list.GetProperty("shares").EnumerateArray(), job => Text(job, "id") == Text(data, "jobId"));
    }

    [Fact]
    public async Task Queue_MatrixInABlobAsBase64_SharesEveryLine()
    {
        string[] images = [await _images.CreateAsync(), await _images.CreateAsync()];
        var blobs = new BlobContainerClient(running.Storage, "share-matrices");
        await blobs.UploadBlobAsync("root/tenants.csv", BinaryData.FromString($"image,project\n{images[0]},{Consumer}\n{images[1]},{Outsider}\n"));
        JsonObject message = Message("add", "matrix-replies");
        message["matrix"] = "tenants.csv";

        await SendAsync(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(message.ToJsonString())));

        JsonElement data = (await ReplyAsync("matrix-replies", "imagepublish.share.completed")).GetProperty("data");
        Assert.Equal(("SUCCESS", 2), (Text(data, "state"), data.GetProperty("pairs").GetInt32()));
        Assert.Equal([Consumer], (await _images.MembersAsync(images[0])).Keys);
        Assert.Equal([Outsider], (await _images.MembersAsync(images[1])).Keys);
    }

    [Fact]
    public async Task Queue_MalformedMessage_IsPoisonedWithItsReasonAndRefusedInItsReplyQueue()
    {
        JsonObject message = Message("add", "refused-replies");
        message["images"] = new JsonArray("not-an-image");
        message["projects"] = new JsonArray(Consumer);
        string sent = message.ToJsonString();

        await SendAsync(sent);

        JsonElement data = (await ReplyAsync("refused-replies", "imagepublish.share.refused")).GetProperty("data");
        Assert.Equal(("REFUSED", "SHARE_INVALID"), (Text(data, "state"), Text(data, "errorCode")));
        PeekedMessage[] poisoned = await new QueueClient(running.Storage, "bulk-share-poison").PeekMessagesAsync(32);
        PeekedMessage mine = Assert.Single(poisoned, poison => poison.Body.ToString() == sent);
        var rows = new TableClient(running.Storage, "ShareJobs");
        TableEntity row = await Eventually.GetAsync(
            async () => (await rows.GetEntityIfExistsAsync<TableEntity>("poison", mine.MessageId)).Value!, row => row is not null, Deadline);
        Assert.Equal("images[0]", row.GetString("Field"));
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private JsonObject Message(string action, string replyQueue) => new()
    {
        ["version"] = 1,
        ["owner"] = "root",
        ["account"] = _account,
        ["project"] = "publisher",
        ["action"] = action,
        ["replyQueue"] = replyQueue,
        ["correlationId"] = "build 42",
    };

    private async Task SendAsync(string message)
    {
        var options = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None };
        await new QueueClient(running.Storage, "bulk-share", options).SendMessageAsync(message);
    }

    private async Task<JsonElement> ReplyAsync(string queue, string type)
    {
        var client = new QueueClient(running.Storage, queue);
        await client.CreateIfNotExistsAsync();
        return await Eventually.GetAsync(
            async () =>
            {
                PeekedMessage[] replies = await client.PeekMessagesAsync(32);
                return replies.Select(reply => JsonSerializer.Deserialize<JsonElement>(reply.Body)).FirstOrDefault(reply => Text(reply, "type") == type);
            },
            reply => reply.ValueKind == JsonValueKind.Object,
            Deadline);
    }

    private async Task<JsonElement> ShareAsync(object share)
    {
        JsonObject body = JsonSerializer.SerializeToNode(share)!.AsObject();
        body["account"] = _account;
        body["project"] = "publisher";
        using HttpClient http = running.Backend.CreateClient();
        using HttpResponseMessage response = await http.PostAsJsonAsync("api/users/root/shares", body);
        return await WaitForEndAsync(response);
    }

    private async Task<JsonElement> WaitForEndAsync(HttpResponseMessage accepted)
    {
        Assert.True(accepted.StatusCode == HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        using HttpClient http = running.Backend.CreateClient();
        return await Eventually.GetAsync(
            () => http.GetFromJsonAsync<JsonElement>(accepted.Headers.Location),
            job => Text(job, "state") is "SUCCESS" or "FAIL",
            Deadline);
    }

    private async Task<string> CreateAccountAsync(string user)
    {
        var known = new OpenStackUser(user, user + "-secret", user, CloudSimulatorServer.ProjectId(user));
        using HttpResponseMessage response = await running.Client.PostAsync(
            "users/root/accounts", PublicationBodies.Account(_cloud.KeystoneUrl, _cloud.GlanceUrl, known, user));
        return XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;
    }
}
