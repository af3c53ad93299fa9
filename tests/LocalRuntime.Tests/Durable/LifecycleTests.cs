using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalRuntime.Tests.Durable;

public sealed class LifecycleTests
{
    [Fact]
    public async Task ContinueAsNew_ManyRounds_StartsEachWithAFreshHistory()
    {
        await using var bed = new EngineBed();
        int longest = 0;
        bed.Configure = o => o with { ExecutionEnded = h => longest = Math.Max(longest, h.Events.Count) };
        bed.Activity<int, int>("Next", i => i + 1);
        bed.Orchestrator("Run", async c =>
        {
            int next = await c.CallActivityAsync<int>("Next", c.GetInput<int>());
            if (next < 100)
            {
                c.ContinueAsNew(next);
            }

            return next;
        });
        await bed.StartAsync();

        Assert.Equal(100, (await bed.RunAsync("Run", 0)).ReadOutputAs<int>());
        Assert.InRange(longest, 5, 6);
    }

    [Fact]
    public async Task CustomStatus_WhileRunningAndAfterwards_IsReadOnlyWhenAskedFor()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", async c =>
        {
            c.SetCustomStatus("waiting");
            await c.WaitForExternalEvent<int>("go");
            return 1;
        });
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");

        OrchestrationMetadata running = await bed.ReachAsync(id, "waiting");
        OrchestrationMetadata? brief = await bed.Client.GetInstanceAsync(id, bed.Deadline);
        await bed.Client.RaiseEventAsync(id, "go", 1, bed.Deadline);
        OrchestrationMetadata end = await bed.EndAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Running, running.RuntimeStatus);
        Assert.Null(brief!.SerializedCustomStatus);
        Assert.Equal("waiting", end.ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Terminate_RunningActivity_EndsTheInstanceAndLetsTheActivityFinish()
    {
        await using var bed = new EngineBed();
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        bed.Activities["Long"] = async (_, _) =>
        {
            entered.SetResult();
            await release.Task;
            left.SetResult();
            return 1;
        };
        bed.Orchestrator("Run", async c => await c.CallActivityAsync<int>("Long"));
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");
        await entered.Task.WaitAsync(bed.Deadline);

        await bed.Client.TerminateInstanceAsync(id, "stopped by hand", bed.Deadline);
        OrchestrationMetadata end = await bed.EndAsync(id);
        release.SetResult();
        await left.Task.WaitAsync(bed.Deadline);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("stopped by hand", end.ReadOutputAs<string>());
        await Assert.ThrowsAsync<InvalidOperationException>(() => bed.Client.TerminateInstanceAsync(id, bed.Deadline));
    }

    [Theory]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    public async Task Terminate_SubOrchestrations_OnlyIfRecursive(bool recursive, OrchestrationRuntimeStatus child)
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Child", async c =>
        {
            c.SetCustomStatus("waiting");
            return await c.WaitForExternalEvent<int>("never");
        });
        bed.Orchestrator("Run", async c =>
            await c.CallSubOrchestratorAsync<int>("Child", options: new SubOrchestrationOptions(instanceId: "child")));
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");
        await bed.ReachAsync("child", "waiting");

        await bed.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions(Recursive: recursive), bed.Deadline);
        await bed.EndAsync(id);

        if (recursive)
        {
            await bed.EndAsync("child");
        }

        Assert.Equal(child, (await bed.Client.GetInstanceAsync("child", bed.Deadline))!.RuntimeStatus);
    }

    [Fact]
    public async Task Suspend_EventsBufferUntilResume_AlsoOverARestart()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Run", async c =>
        {
            c.SetCustomStatus("waiting");
            int first = await c.WaitForExternalEvent<int>("go");
            c.SetCustomStatus("went");
            return first + await c.WaitForExternalEvent<int>("go");
        });
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Run");
        await bed.ReachAsync(id, "waiting");

        await bed.Client.SuspendInstanceAsync(id, "pause", bed.Deadline);
        await bed.Client.RaiseEventAsync(id, "go", 1, bed.Deadline);
        await bed.Client.RaiseEventAsync(id, "go", 2, bed.Deadline);
        await bed.RestartAsync();
        await bed.Client.SuspendInstanceAsync(id, "again", bed.Deadline);
        OrchestrationMetadata? suspended = null;
        while (suspended?.RuntimeStatus != OrchestrationRuntimeStatus.Suspended)
        {
            suspended = await bed.Client.GetInstanceAsync(id, true, bed.Deadline);
        }

        await bed.Client.ResumeInstanceAsync(id, "on", bed.Deadline);

        Assert.Equal("waiting", suspended.ReadCustomStatusAs<string>());
        Assert.Equal(3, (await bed.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Purge_OnlyFinishedInstances()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Quick", c => Task.FromResult(1));
        bed.Orchestrator("Waiting", async c => await c.WaitForExternalEvent<int>("never"));
        await bed.StartAsync();
        await bed.ScheduleAsync("Waiting", id: "waiting");
        foreach (string id in new[] { "a", "b", "c" })
        {
            await bed.EndAsync(await bed.ScheduleAsync("Quick", id: id));
        }

        PurgeResult one = await bed.Client.PurgeInstanceAsync("a", bed.Deadline);
        PurgeResult gone = await bed.Client.PurgeInstanceAsync("a", bed.Deadline);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bed.Client.PurgeInstanceAsync("waiting", bed.Deadline));
        PurgeResult rest = await bed.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), bed.Deadline);
        await bed.RestartAsync();

        Assert.Equal((1, 0, 2), (one.PurgedInstanceCount, gone.PurgedInstanceCount, rest.PurgedInstanceCount));
        Assert.Equal(["waiting"], await ListAsync(bed, new OrchestrationQuery()));
    }

    [Fact]
    public async Task GetAllInstances_FiltersAndPages()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Quick", c => Task.FromResult(c.GetInput<int>()));
        await bed.StartAsync();
        for (int i = 0; i < 25; i++)
        {
            await bed.EndAsync(await bed.ScheduleAsync("Quick", i, $"{(i < 20 ? "x" : "y")}-{i:D2}"));
        }

        var query = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Completed], InstanceIdPrefix: "x-", PageSize: 8, FetchInputsAndOutputs: true);
        List<int> pages = [];
        List<int> outputs = [];
        await foreach (Page<OrchestrationMetadata> page in bed.Client.GetAllInstancesAsync(query).AsPages())
        {
            pages.Add(page.Values.Count);
            outputs.AddRange(page.Values.Select(m => m.ReadOutputAs<int>()));
        }

        Assert.Equal([8, 8, 4], pages);
        Assert.Equal(Enumerable.Range(0, 20), outputs);
        Assert.Empty(await ListAsync(bed, query with { Statuses = [OrchestrationRuntimeStatus.Failed] }));
    }

    [Fact]
    public async Task Schedule_ExistingId_FollowsTheDedupeStatuses()
    {
        await using var bed = new EngineBed();
        bed.Orchestrator("Waiting", async c => await c.WaitForExternalEvent<int>("n"));
        await bed.StartAsync();
        await bed.ScheduleAsync("Waiting", id: "i");

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => bed.ScheduleAsync("Waiting", id: "i"));
        await ScheduleAsync(dedupe: []);
        await bed.Client.RaiseEventAsync("i", "n", 5, bed.Deadline);
        await bed.EndAsync("i");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => ScheduleAsync(OrchestrationRuntimeStatus.Completed));
        await bed.ScheduleAsync("Waiting", id: "i");

        Assert.False((await bed.Client.WaitForInstanceStartAsync("i", bed.Deadline)).IsCompleted);

        Task ScheduleAsync(params OrchestrationRuntimeStatus[] dedupe) => bed.Client.ScheduleNewOrchestrationInstanceAsync(
            "Waiting", new StartOrchestrationOptions("i").WithDedupeStatuses(dedupe), bed.Deadline);
    }

    private static async Task<List<string>> ListAsync(EngineBed bed, OrchestrationQuery query)
    {
        List<string> ids = [];
        await foreach (OrchestrationMetadata found in bed.Client.GetAllInstancesAsync(query))
        {
            ids.Add(found.InstanceId);
        }

        return ids;
    }
}
