using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalRuntime.Tests.Durable;

public sealed class ActivityTests
{
    [Fact]
    public async Task Call_InputAndOutput_RoundTripThroughJson()
    {
        await using var bed = new EngineBed();
        bed.Activity<Order, Order>("Double", o => o with { Count = 2 * o.Count });
        bed.Orchestrator("Run", async c => await c.CallActivityAsync<Order>("double", c.GetInput<Order>()));
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("run", new Order("x", 21));

        Assert.Equal(new Order("x", 42), end.ReadOutputAs<Order>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
    }

    [Fact]
    public async Task FanOut_ManyActivities_AllResultsInOrder()
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Square", i => i * i);
        bed.Orchestrator("Run", async c =>
            await Task.WhenAll(Enumerable.Range(0, 50).Select(i => c.CallActivityAsync<int>("Square", i))));
        await bed.StartAsync();

        int[]? squares = (await bed.RunAsync("Run")).ReadOutputAs<int[]>();

        Assert.Equal(Enumerable.Range(0, 50).Select(i => i * i), squares!);
    }

    [Fact]
    public async Task Call_ActivityThrows_FailsTheInstanceWithTheWholeChain()
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Bad", _ => throw new InvalidOperationException("outer", new FormatException("inner")));
        bed.Orchestrator("Run", async c => await c.CallActivityAsync<int>("Bad", 1));
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        TaskFailureDetails failure = end.FailureDetails!;
        Assert.True(failure.IsCausedBy<TaskFailedException>());
        Assert.Equal("Task 'Bad' (#0) failed with an unhandled exception: outer", failure.ErrorMessage);
        Assert.True(failure.InnerFailure!.IsCausedBy<InvalidOperationException>());
        Assert.Contains("Call_ActivityThrows", failure.InnerFailure.StackTrace, StringComparison.Ordinal);
        Assert.True(failure.InnerFailure.InnerFailure!.IsCausedBy<FormatException>());
    }

    [Fact]
    public async Task Call_ActivityThrows_OrchestratorCanCatchItAndGoOn()
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Bad", _ => throw new TimeoutException("slow"));
        bed.Orchestrator("Run", async c =>
        {
            try
            {
                return (await c.CallActivityAsync<int>("Bad", 1)).ToString();
            }
            catch (TaskFailedException e) when (e.FailureDetails.IsCausedBy<TimeoutException>())
            {
                return $"{e.TaskName} {e.TaskId} {e.FailureDetails.ErrorMessage}";
            }
        });
        await bed.StartAsync();

        Assert.Equal("Bad 0 slow", (await bed.RunAsync("Run")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Call_UnknownActivity_FailsNamingItAndIsNotRetried()
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Known", i => i);
        bed.Orchestrator("Run", async c => await c.CallActivityAsync<int>(
            "Unknown", 1, TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromDays(1)))));
        await bed.StartAsync();

        OrchestrationMetadata end = await bed.RunAsync("Run");

        Assert.Contains("'Unknown'", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("'Known'", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.True(end.LastUpdatedAt - end.CreatedAt < TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Stop_ActivityRunning_RunsAgainAfterRestart()
    {
        await using var bed = new EngineBed();
        var entered = new TaskCompletionSource();
        int calls = 0;
        bed.Activities["Long"] = async (_, stopping) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                entered.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
            }

            return calls;
        };
        bed.Orchestrator("Run", async c => await c.CallActivityAsync<int>("Long"));
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");
        await entered.Task.WaitAsync(bed.Deadline);

        await bed.RestartAsync();

        Assert.Equal(2, (await bed.EndAsync(id)).ReadOutputAs<int>());
    }

    private sealed record Order(string Name, int Count);
}
