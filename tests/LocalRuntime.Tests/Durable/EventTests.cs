using Microsoft.DurableTask.Client;

namespace LocalRuntime.Tests.Durable;

public sealed class EventTests
{
    [Fact]
    public async Task Raise_BeforeTheWait_IsKeptAndMatchedWithoutCase()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", async c =>
        {
            c.SetCustomStatus("begun");
            await c.WaitForExternalEvent<int>("first");
            return await c.WaitForExternalEvent<string>("Second");
        });
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");

        await bed.Client.RaiseEventAsync(id, "SECOND", "early", bed.Deadline);
        await bed.Client.RaiseEventAsync(id, "first", 1, bed.Deadline);

        Assert.Equal("early", (await bed.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Raise_ThenRestart_AcknowledgedEventIsThere()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", async c =>
        {
            await c.WaitForExternalEvent<int>("never-before");
            return await c.WaitForExternalEvent<int>("n");
        });
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");
        await bed.Client.RaiseEventAsync(id, "n", 7, bed.Deadline);

        await bed.RestartAsync();
        await bed.Client.RaiseEventAsync(id, "never-before", 0, bed.Deadline);

        Assert.Equal(7, (await bed.EndAsync(id)).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 1)]
    public async Task ContinueAsNew_UnprocessedEvents_AreKeptOnlyIfAsked(bool preserve, int expected)
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", async c =>
        {
            int round = c.GetInput<int>();
            await c.WaitForExternalEvent<int>("go");
            if (round == 1)
            {
                c.ContinueAsNew(2, preserve);
                return 0;
            }

            c.SetCustomStatus("second");
            return await c.WaitForExternalEvent<int>("value");
        });
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run", 1);
        await bed.Client.RaiseEventAsync(id, "value", 3, bed.Deadline);
        await bed.Client.RaiseEventAsync(id, "go", 0, bed.Deadline);
        await bed.Client.RaiseEventAsync(id, "go", 0, bed.Deadline);
        if (!preserve)
        {
            await bed.Client.RaiseEventAsync(id, "go", 0, bed.Deadline);
            await bed.ReachAsync(id, "second");
            await bed.Client.RaiseEventAsync(id, "value", 1, bed.Deadline);
        }

        Assert.Equal(expected, (await bed.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task WaitWithTimeout_NothingComes_IsCancelled()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", async c =>
        {
            try
            {
                await c.WaitForExternalEvent<int>("x", TimeSpan.FromHours(1));
                return "came";
            }
            catch (OperationCanceledException)
            {
                return "timed out";
            }
        });
        await bed.StartAsync();

        Assert.Equal("timed out", (await bed.RunAsync("Run")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task SendEvent_ToAnotherInstance_Arrives()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Receiver", async c => await c.WaitForExternalEvent<string>("hello"));
        bed.Orchestrator("Sender", c =>
        {
            c.SendEvent(c.GetInput<string>()!, "hello", "from sender");
            return Task.FromResult(true);
        });
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Receiver");

        await bed.RunAsync("Sender", id);

        Assert.Equal("from sender", (await bed.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Raise_MissingOrFinishedInstance_Throws()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", c => Task.FromResult(1));
        await bed.StartAsync();
        OrchestrationMetadata end = await bed.RunAsync("Run");

        await Assert.ThrowsAsync<ArgumentException>(() => bed.Client.RaiseEventAsync("nobody", "x", 1, bed.Deadline));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bed.Client.RaiseEventAsync(end.InstanceId, "x", 1, bed.Deadline));
    }
}
