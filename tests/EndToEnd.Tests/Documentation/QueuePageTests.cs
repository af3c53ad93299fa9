using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudSimulator;
using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.EndToEnd.Sharing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Documentation;

/// <summary>The messages and the command of docs/sharing.md that need a stored account, sent as they are written but for ids and addresses.</summary>
public sealed partial class QueuePageTests(RunningBackend running) : IClassFixture<RunningBackend>, IAsyncLifetime
{
    private static readonly string Consumer = CloudSimulatorServer.ProjectId("consumer");
    private CloudSimulatorServer _cloud = null!;

    public async Task InitializeAsync() => _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task Messages_OneForEachAction_SucceedOneAfterTheOther()
    {
        using SharedImages images = await SharedImages.SignInAsync(_cloud, "publisher");
        string image = await images.CreateAsync();
        string page = await PageAsync(image);
        string[] messages = [.. Message().Matches(page).Select(match => match.Groups["message"].Value)];
        var states = new Dictionary<string, string?>();

        foreach (string message in messages)
        {
            string action = JsonSerializer.Deserialize<JsonElement>(message).GetProperty("action").GetString()!;
            await new QueueClient(running.Storage, "bulk-share").SendMessageAsync(message);
            JsonElement data = await ReplyAsync(action);
            Assert.True(data.GetProperty("state").GetString() == "SUCCESS", data.ToString());
            states[action] = (await images.MembersAsync(image)).GetValueOrDefault(Consumer);
        }

        Assert.Equal(["accept", "add", "reject", "remove", "reset", "set"], states.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("pending", "accepted", "rejected", "pending"), (states["add"], states["accept"], states["reject"], states["reset"]));
        Assert.Equal("accepted", states["set"]);
        Assert.Equal([Consumer], (await images.MembersAsync(image)).Keys);
    }

    [Fact]
    public async Task Command_OfTheUsersOwnDoor_EndsWithSuccess()
    {
        using SharedImages images = await SharedImages.SignInAsync(_cloud, "publisher");
        string image = await images.CreateAsync();
        string script = Command().Match(await PageAsync(image)).Groups["script"].Value;
        string folder = Directory.CreateTempSubdirectory("users-page-").FullName;
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = folder };
        start.Environment["USER_AND_PASSWORD"] = $"{Backend.Administrator}:{Backend.AdministratorPassword}";
        await using ChildProcess shell = ChildProcess.Start(start, folder);

        Assert.True(await shell.Exited == 0, string.Join('\n', shell.Output));
        Assert.Contains(shell.Output, line => line.Contains("\"state\":\"SUCCESS\"", StringComparison.Ordinal));
        Assert.Equal([Consumer], (await images.MembersAsync(image)).Keys);
    }

    [GeneratedRegex("<!-- tested: queue -->\n```json\n(?<message>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Message();

    [GeneratedRegex("<!-- tested: users -->\n```bash\n(?<script>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();

    private async Task<string> PageAsync(string image)
    {
        string page = await File.ReadAllTextAsync(RepositoryFolder.PathTo("docs", "sharing.md"));
        return page
            .Replace("http://127.0.0.1:7071", running.Backend.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("users/guest/accounts/12", await CreateAccountAsync("publisher"), StringComparison.Ordinal)
            .Replace("users/guest/accounts/13", await CreateAccountAsync("consumer"), StringComparison.Ordinal)
            .Replace("\"guest\"", $"\"{Backend.Administrator}\"", StringComparison.Ordinal)
            .Replace("users/guest/", $"users/{Backend.Administrator}/", StringComparison.Ordinal)
            .Replace("3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4", image, StringComparison.Ordinal)
            .Replace("0a1b2c3d4e5f60718293a4b5c6d7e8f9", Consumer, StringComparison.Ordinal)
            .Replace("edc89b490d7d4392898e19b2deb34797", CloudSimulatorServer.ProjectId("outsider"), StringComparison.Ordinal);
    }

    private async Task<JsonElement> ReplyAsync(string correlation)
    {
        var queue = new QueueClient(running.Storage, "ci-replies");
        await queue.CreateIfNotExistsAsync();
        JsonElement reply = await Eventually.GetAsync(
            async () =>
            {
                PeekedMessage[] replies = await queue.PeekMessagesAsync(32);
                return replies.Select(found => JsonSerializer.Deserialize<JsonElement>(found.Body))
                    .FirstOrDefault(found => found.GetProperty("data").GetProperty("correlationId").GetString() == correlation);
            },
            found => found.ValueKind == JsonValueKind.Object,
            TimeSpan.FromMinutes(1));
        return reply.GetProperty("data");
    }

    private async Task<string> CreateAccountAsync(string user)
    {
        var known = new OpenStackUser(user, user + "-secret", user, CloudSimulatorServer.ProjectId(user));
        using HttpResponseMessage response = await running.Client.PostAsync(
            $"users/{Backend.Administrator}/accounts", PublicationBodies.Account(_cloud.KeystoneUrl, _cloud.GlanceUrl, known, user));
        return XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;
    }
}
