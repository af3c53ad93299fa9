using Microsoft.DurableTask;

namespace LocalRuntime.Tests.Durable;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task Call_WithAndWithoutId_RunsUnderItWithItsParent()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Child", c => Task.FromResult($"{c.InstanceId} of {c.Parent!.Name} {c.Parent.InstanceId}"));
        bed.Orchestrator("Run", async c => new[]
        {
            await c.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions(instanceId: "given")),
            await c.CallSubOrchestratorAsync<string>("Child"),
        });
        await bed.StartAsync();

        string[]? children = (await bed.EndAsync(await bed.ScheduleAsync("Run", id: "parent"))).ReadOutputAs<string[]>();

        Assert.Equal("given of Run parent", children![0]);
        Assert.Matches("^[0-9a-f]{32} of Run parent$", children[1]);
    }

    [Fact]
    public async Task Call_ChildFails_ParentSeesTheWholeChain()
    {
        await using var bed = new EngineBed();
        bed.Activity<int, int>("Bad", _ => throw new FormatException("broken"));
        bed.Orchestrator("Child", async c => await c.CallActivityAsync<int>("Bad", 1));
        bed.Orchestrator("Run", async c => await c.CallSubOrchestratorAsync<int>("Child"));
        await bed.StartAsync();

        TaskFailureDetails failure = (await bed.RunAsync("Run")).FailureDetails!;

        Assert.True(failure.IsCausedBy<TaskFailedException>());
        Assert.True(failure.InnerFailure!.IsCausedBy<TaskFailedException>());
        Assert.True(failure.InnerFailure.InnerFailure!.IsCausedBy<FormatException>());
        Assert.Equal(
            "Task 'Child' (#0) failed with an unhandled exception: Task 'Bad' (#0) failed with an unhandled exception: broken",
            failure.ErrorMessage);
    }

    [Fact]
    public async Task Call_RetryPolicyAndGivenId_ReplacesTheFailedChild()
    {
        await using var bed = new EngineBed();
        int runs = 0;
        bed.Activity<int, int>("Count", _ => ++runs < 3 ? throw new FormatException("again") : runs);
        bed.Orchestrator("Child", async c => await c.CallActivityAsync<int>("Count", 1));
        bed.Orchestrator("Run", async c => await c.CallSubOrchestratorAsync<int>(
            "Child", options: TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromHours(1))).WithInstanceId("same")));
        await bed.StartAsync();

        Assert.Equal(3, (await bed.RunAsync("Run")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Call_IdIsUnderWayAlready_FailsAtTheParent()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Child", async c => await c.WaitForExternalEvent<int>("end"));
        bed.Orchestrator("Run", async c =>
            await c.CallSubOrchestratorAsync<int>("Child", options: new SubOrchestrationOptions(instanceId: "busy")));
        await bed.StartAsync();
        await bed.ScheduleAsync("Child", id: "busy");

        Assert.Contains("'busy'", (await bed.RunAsync("Run")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_UnknownOrchestrator_FailsNamingIt()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", async c => await c.CallSubOrchestratorAsync<int>("Nobody"));
        await bed.StartAsync();

        Assert.Contains("'Nobody'", (await bed.RunAsync("Run")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(() => bed.ScheduleAsync("Nobody"));
        Assert.Contains("'Run'", refused.Message, StringComparison.Ordinal);
    }
}
