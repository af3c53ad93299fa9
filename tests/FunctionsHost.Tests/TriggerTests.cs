using System.Text.RegularExpressions;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsHost.Tests.Servers;
using Microsoft.DurableTask.Worker.Grpc;

namespace FunctionsHost.Tests;

public sealed class TriggerTests(RunningHost running) : IClassFixture<RunningHost>
{
    private readonly TestHost _host = running.Host;

    [Fact]
    public async Task QueueMessage_RunsTheFunctionOnce()
    {
        QueueClient queue = await QueueAsync();

        await queue.SendMessageAsync("one message");

        await SeenAsync("one message 1");
        await Eventually.GetAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount, count => count == 0);
    }

    [Fact]
    public async Task QueueMessageThatAlwaysFails_GoesToThePoisonQueue()
    {
        QueueClient queue = await QueueAsync();

        await queue.SendMessageAsync("fail always");

        QueueClient poison = new(running.Settings["AzureWebJobsStorage"], queue.Name + "-poison");
        await Eventually.TrueAsync(() => poison.Exists());
        PeekedMessage message = await Eventually.GetAsync<PeekedMessage?>(async () => await poison.PeekMessageAsync(), peeked => peeked is not null)
            ?? throw new InvalidOperationException();
        Assert.Equal("fail always", message.Body.ToString());
        string[] tries = [.. (await _host.SeenAsync()).Where(seen => seen.StartsWith("fail always", StringComparison.Ordinal))];
        Assert.Equal(["fail always 1", "fail always 2"], tries);
    }

    [Fact]
    public async Task Timer_RunsOnItsSchedule() =>
        await Eventually.GetAsync(_host.SeenAsync, seen => seen.Count(entry => entry == "tick") > 2);

    [Fact]
    public async Task Orchestration_RunsActivitiesTakesEventsAndCompletes()
    {
        await _host.PostAsync("instances/greeting/Greet", "World");
        await _host.PostAsync("instances/greeting/events/go");

        Assert.Equal("Completed \"Hello World, raised\"", await _host.EndOfAsync("greeting"));
    }

    [Fact]
    public async Task ActivityThatThrows_FailsWithTypeAndMessage()
    {
        await _host.PostAsync("instances/failing/Fail");

        Assert.Equal("Completed \"System.InvalidOperationException: The activity refuses\"", await _host.EndOfAsync("failing"));
    }

    [Fact]
    public async Task Entity_KeepsItsState()
    {
        await _host.PostAsync("counters/one");
        await _host.PostAsync("counters/one");

        await Eventually.GetAsync(() => _host.GetAsync("counters/one"), count => count == "2");
    }

    [Fact]
    public async Task EndedOrchestration_LeavesAHistoryThatCanBeReplayed()
    {
        await _host.PostAsync("instances/recorded%20one/Greet", "Recorder");
        await _host.PostAsync("instances/recorded%20one/events/go");
        await _host.EndOfAsync("recorded%20one");

        string file = Assert.Single(Directory.GetFiles(Path.Combine(running.Histories, "Greet"), "recorded%20one-*.txt"));
        Assert.Matches(new Regex("-[0-9a-f-]{36}[.]txt$", RegexOptions.None, TimeSpan.FromSeconds(1)), file);
        string answer = GrpcOrchestrationRunner.LoadAndRun<string, string>(await File.ReadAllTextAsync(file), async (context, name) =>
            $"{await context.CallActivityAsync<string>("Say", name)}, {await context.WaitForExternalEvent<string>("go")}!");
        Assert.Contains("Hello Recorder, raised!", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(answer)), StringComparison.Ordinal);
    }

    private async Task<QueueClient> QueueAsync()
    {
        QueueClient queue = new(running.Settings["AzureWebJobsStorage"], running.Settings["WorkQueue"]);
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    private async Task SeenAsync(string entry) => await Eventually.GetAsync(_host.SeenAsync, seen => seen.Contains(entry));
}
