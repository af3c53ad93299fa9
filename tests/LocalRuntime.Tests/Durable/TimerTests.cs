using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalRuntime.Tests.Durable;

public sealed class TimerTests
{
    [Fact]
    public async Task CreateTimer_SkippedTime_FiresWhenDueOnTheOrchestratorsClock()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", async c =>
        {
            DateTime begun = c.CurrentUtcDateTime;
            await c.CreateTimer(TimeSpan.FromDays(100), CancellationToken.None);
            return c.CurrentUtcDateTime - begun;
        });
        await bed.StartAsync();

        Assert.Equal(TimeSpan.FromDays(100), (await bed.RunAsync("Run")).ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task CreateTimer_EngineRestartedMeanwhile_FiresFromTheJournal()
    {
        await using var bed = new EngineBed();
        bed.Configure = o => o with { Time = TimeProvider.System };
        bed.Orchestrator("Run", async c =>
        {
            c.SetCustomStatus("waiting");
            await c.CreateTimer(new DateTime(2090, 1, 1, 0, 0, 0, DateTimeKind.Utc), CancellationToken.None);
            return c.CurrentUtcDateTime.Year;
        });
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");
        await bed.ReachAsync(id, "waiting");

        bed.Configure = o => o;
        await bed.RestartAsync();

        Assert.Equal(2090, (await bed.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task CancelledTimer_LosesTheRace_DoesNotHoldTheInstance()
    {
        await using var bed = new EngineBed();
        bed.Configure = o => o with { Time = TimeProvider.System };
        bed.Activity<int, int>("Quick", i => i);
        bed.Orchestrator("Run", async c =>
        {
            using var stop = new CancellationTokenSource();
            Task timer = c.CreateTimer(TimeSpan.FromDays(1), stop.Token);
            Task quick = c.CallActivityAsync<int>("Quick", 1);
            Task winner = await Task.WhenAny(timer, quick);
            stop.Cancel();
            return winner == quick && timer.IsCanceled;
        });
        await bed.StartAsync();

        Assert.True((await bed.RunAsync("Run")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task OpenTimer_OrchestratorReturned_InstanceEndsOnlyWithTheTimer()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", c =>
        {
            _ = c.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return Task.FromResult("done");
        });
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.Equal(TimeSpan.FromDays(1), end.LastUpdatedAt - end.CreatedAt);
    }

    [Fact]
    public async Task StartAt_InTheFuture_StaysPendingUntilThen()
    {
        await using var bed = new EngineBed();
        bed.Configure = o => o with { Time = TimeProvider.System };
        bed.Orchestrator("Run", c => Task.FromResult(c.CurrentUtcDateTime.Year));
        await bed.StartAsync();
        var at = new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);
        string id = await bed.Client.ScheduleNewOrchestrationInstanceAsync("Run", new StartOrchestrationOptions(StartAt: at), bed.Deadline);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await bed.Client.GetInstanceAsync(id, bed.Deadline))!.RuntimeStatus);

        bed.Configure = o => o;
        await bed.RestartAsync();

        Assert.Equal(2090, (await bed.EndAsync(id)).ReadOutputAs<int>());
    }
}
