using Azure.Storage.Queues;
using FunctionsHost.Tests.Servers;

namespace FunctionsHost.Tests;

public sealed class TwoHostsTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task HostsOnOneStorage_ShareItsWorkAndOneTakesAllWhenTheOtherDies()
    {
        Dictionary<string, string> settings = TestHost.UniqueSettings(azurite.ConnectionString);
        settings["TickSchedule"] = "*/1 * * * * *";
        QueueClient queue = new(azurite.ConnectionString, settings["WorkQueue"]);
        await queue.CreateIfNotExistsAsync();
        Task<TestHost> starting = TestHost.StartAsync(settings);
        await using TestHost one = await TestHost.StartAsync(settings);
        await using TestHost other = await starting;

        await Eventually.GetAsync(async () => (await TicksAsync(one)) + (await TicksAsync(other)), ticks => ticks > 2);
        Assert.True(await TicksAsync(one) == 0 || await TicksAsync(other) == 0, "A timer runs once, however many hosts there are");

        int sent = 0;
        await Eventually.GetAsync(
            async () =>
            {
                await queue.SendMessageAsync($"{sent++}");
                return (One: await MessagesAsync(one), Other: await MessagesAsync(other));
            },
            seen => seen.One.Length > 0 && seen.Other.Length > 0);
        string[] expected = [.. Enumerable.Range(0, sent).Select(number => $"{number} 1").Order(StringComparer.Ordinal)];
        await Eventually.GetAsync(
            async () => string.Join(',', (await MessagesAsync(one)).Concat(await MessagesAsync(other)).Order(StringComparer.Ordinal)),
            seen => seen == string.Join(',', expected));

        await one.KillAloneAsync();
        for (int i = 0; i < 10; i++)
            await queue.SendMessageAsync($"late {i}");
        await other.PostAsync("instances/late/Greet", "Heir");
        await other.PostAsync("instances/late/events/go");

        await Eventually.GetAsync(other.SeenAsync, seen => seen.Count(entry => entry.StartsWith("late", StringComparison.Ordinal)) == 10);
        Assert.Equal("Completed \"Hello Heir, raised\"", await other.EndOfAsync("late"));
    }

    private static async Task<int> TicksAsync(TestHost host) => (await host.SeenAsync()).Count(entry => entry == "tick");

    private static async Task<string[]> MessagesAsync(TestHost host) => [.. (await host.SeenAsync()).Where(entry => entry != "tick")];
}
