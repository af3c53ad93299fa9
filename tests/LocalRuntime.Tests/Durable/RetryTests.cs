using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalRuntime.Tests.Durable;

public sealed class RetryTests
{
    [Fact]
    public async Task Policy_FailsTwice_SucceedsAfterGrowingDelays()
    {
        await using EngineBed bed = Flaky(failures: 2, new RetryPolicy(5, TimeSpan.FromMinutes(1), 3));
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.Equal(TimeSpan.FromMinutes(1 + 3), end.LastUpdatedAt - end.CreatedAt);
    }

    [Fact]
    public async Task Policy_MaximumInterval_BoundsTheDelay()
    {
        await using EngineBed bed = Flaky(failures: 3, new RetryPolicy(5, TimeSpan.FromMinutes(1), 10, TimeSpan.FromMinutes(2)));
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.Equal(TimeSpan.FromMinutes(1 + 2 + 2), end.LastUpdatedAt - end.CreatedAt);
    }

    [Fact]
    public async Task Policy_AllAttemptsFail_FailsWithTheLastFailure()
    {
        await using EngineBed bed = Flaky(failures: 100, new RetryPolicy(4, TimeSpan.FromMinutes(1)));
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.EndsWith("attempt 4", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_TimeOutPassed_GivesUp()
    {
        await using EngineBed bed = Flaky(
            failures: 100, new RetryPolicy(100, TimeSpan.FromMinutes(1), retryTimeout: TimeSpan.FromMinutes(3)));
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.EndsWith("attempt 4", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policy_HandleFailureRefuses_IsNotRetried()
    {
        var policy = new RetryPolicy(5, TimeSpan.FromMinutes(1)) { HandleFailure = f => !f.IsCausedBy<InvalidOperationException>() };
        await using EngineBed bed = Flaky(failures: 100, policy);
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.EndsWith("attempt 1", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_AwaitsATimerAndCounts_DecidesEachTime()
    {
        await using EngineBed bed = Flaky(failures: 100, TaskRetryOptions.FromRetryHandler(async (RetryContext r) =>
        {
            await r.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(1), r.CancellationToken);
            return r.LastAttemptNumber < 3 && r.LastFailure.IsCausedBy<InvalidOperationException>();
        }));
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.EndsWith("attempt 3", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(3), end.LastUpdatedAt - end.CreatedAt);
    }

    [Fact]
    public async Task Policy_EngineRestartedBetweenAttempts_GoesOnCounting()
    {
        await using var bed = new EngineBed();
        int calls = 0;
        bed.Activity<int, int>("Flaky", _ => throw new InvalidOperationException($"attempt {Interlocked.Increment(ref calls)}"));
        bed.Orchestrator("Run", async c => await c.CallActivityAsync<int>(
            "Flaky", 0, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromDays(1)))));
        bed.Configure = o => o with { Time = TimeProvider.System };
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");
        while (bed.Engine!.ExportHistory(id) is not { Events.Count: 6 })
        {
            bed.Deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        bed.Configure = o => o;
        await bed.RestartAsync();

        Assert.EndsWith("attempt 3", (await bed.EndAsync(id)).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    private static EngineBed Flaky(int failures, TaskRetryOptions retry)
    {
        var bed = new EngineBed();
        int calls = 0;
        bed.Activity<int, int>("Flaky", _ => ++calls <= failures ? throw new InvalidOperationException($"attempt {calls}") : calls);
        bed.Orchestrator("Run", async c => await c.CallActivityAsync<int>("Flaky", 0, new TaskOptions(retry)));
        return bed;
    }
}
