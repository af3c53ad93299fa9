using FunctionsRuntime.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LocalRuntime.Tests.Durable;

public sealed class DeterminismTests
{
    [Fact]
    public async Task Replay_IdsAndClock_AreTheSameInEveryEpisode()
    {
        await using var bed = new EngineBed();
        List<(Guid, Guid, DateTime)> seen = [];
        bed.Activity<int, int>("Step", i => i);
        bed.Orchestrator("Run", async c =>
        {
            seen.Add((c.NewGuid(), c.NewGuid(), c.CurrentUtcDateTime));
            await c.CallActivityAsync<int>("Step", 1);
            await c.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return 1;
        });
        await bed.StartAsync();

        await bed.RunAsync("Run");

        Assert.Equal(3, seen.Count);
        Assert.Single(seen.Distinct());
        Assert.NotEqual(seen[0].Item1, seen[0].Item2);
        Assert.Equal(DateTimeKind.Utc, seen[0].Item3.Kind);
    }

    [Fact]
    public async Task ReplaySafeLogger_SeveralEpisodes_WritesEachLineOnce()
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Step", i => i);
        bed.Orchestrator("Run", async c =>
        {
            ILogger logger = c.CreateReplaySafeLogger("run");
            for (int i = 0; i < 5; i++)
            {
                logger.LogInformation("line {Number}", i);
                await c.CallActivityAsync<int>("Step", i);
            }

            return 1;
        });
        await bed.StartAsync();

        await bed.RunAsync("Run");

        Assert.Equal(["line 0", "line 1", "line 2", "line 3", "line 4"], bed.Loggers.Texts.Where(t => t.StartsWith("line ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Replay_OtherActivityThanTheHistory_FailsNamingBoth()
    {
        await using var bed = new EngineBed();
        int episode = 0;
        bed.Activity<int, int>("First", i => i);
        bed.Activity<int, int>("Second", i => i);
        bed.Orchestrator("Run", async c => await c.CallActivityAsync<int>(++episode == 1 ? "First" : "Second", 1));
        await bed.StartAsync();

        TaskFailureDetails failure = (await bed.RunAsync("Run")).FailureDetails!;

        Assert.True(failure.IsCausedBy<NonDeterministicOrchestrationException>());
        Assert.Contains("has activity 'First' as step 0", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("has activity 'Second' there", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_StepIsMissing_FailsNamingIt()
    {
        await using var bed = new EngineBed();
        int episode = 0;
        bed.Activity<int, int>("First", i => i);
        bed.Orchestrator("Run", async c => ++episode == 1 ? await c.CallActivityAsync<int>("First", 1) : 0);
        await bed.StartAsync();

        TaskFailureDetails failure = (await bed.RunAsync("Run")).FailureDetails!;

        Assert.True(failure.IsCausedBy<NonDeterministicOrchestrationException>());
        Assert.Contains("activity 'First' as step 0, but this replay of 'Run' has not taken that step", failure.ErrorMessage, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<TaskOrchestrationContext, Task<int>>> ForeignAwaits => new()
    {
        { "a delay first", async c => { await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System); return 1; } },
        { "a pool thread", async c => { await Task.Run(() => Thread.SpinWait(1000)); return await c.CallActivityAsync<int>("Step", 1); } },
        {
            "a delay beside an event", async c =>
            {
                await Task.WhenAny(c.WaitForExternalEvent<int>("never"), Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
                return 1;
            }
        },
        {
            "leaving the context", async c =>
            {
                await c.CallActivityAsync<int>("Step", 1).ConfigureAwait(false);
                return await c.CallActivityAsync<int>("Step", 2);
            }
        },
        { "a task of its own that nobody completes", async c => await new TaskCompletionSource<int>().Task },
    };

    [Theory]
    [MemberData(nameof(ForeignAwaits), DisableDiscoveryEnumeration = true)]
    public async Task Await_SomethingElseThanTheContextsTasks_FailsTheInstance(string what, Func<TaskOrchestrationContext, Task<int>> run)
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Step", i => i);
        bed.Orchestrator("Run", run);
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Failed, what);
        Assert.Contains("invalid asynchronous invocation", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Await_YieldAndCompletedTasks_AreHarmless()
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Step", i => i);
        bed.Orchestrator("Run", async c =>
        {
            await Task.Yield();
            await Task.CompletedTask;
            return await c.CallActivityAsync<int>("Step", 4);
        });
        await bed.StartAsync();

        Assert.Equal(4, (await bed.RunAsync("Run")).ReadOutputAs<int>());
    }
}
