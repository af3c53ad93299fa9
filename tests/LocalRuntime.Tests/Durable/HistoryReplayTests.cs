using FunctionsRuntime.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LocalRuntime.Tests.Durable;

public sealed class HistoryReplayTests
{
    private static RecordedHistory Recorded => RecordedHistory.FromJson(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Durable", "Histories", "greeting.json")));

    [Fact]
    public void Run_SameOrchestrator_EndsAsRecorded()
    {
        ReplayResult result = HistoryReplay.Run(async c => await GreetAsync(c, "Greet"), Recorded);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.Status);
        Assert.Equal("\"Hello Ada, at last, with a nod\"", result.SerializedOutput);
    }

    [Fact]
    public void Run_OrchestratorCallsAnother_NamesWhatWasExpected()
    {
        NonDeterministicOrchestrationException broken = Assert.Throws<NonDeterministicOrchestrationException>(
            () => HistoryReplay.Run(async c => await GreetAsync(c, "Welcome"), Recorded));

        Assert.Contains("'Greet'", broken.Message, StringComparison.Ordinal);
        Assert.Contains("'Welcome'", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OrchestratorReturnsSomethingElse_IsFound() => Assert.Throws<NonDeterministicOrchestrationException>(
        () => HistoryReplay.Run(async c => (await GreetAsync(c, "Greet")).Length, Recorded));

    [Fact]
    public void Run_OrchestratorTakesAStepMore_IsFound() => Assert.Throws<NonDeterministicOrchestrationException>(
        () => HistoryReplay.Run(
            async c =>
            {
                string greeting = await GreetAsync(c, "Greet");
                await c.CallActivityAsync("Log", greeting);
                return greeting;
            },
            Recorded));

    [Fact]
    public async Task Record_TodaysEngine_StillWritesTheRecordedShape()
    {
        await using var bed = new EngineBed();
        RecordedHistory? recorded = null;
        int tries = 0;
        bed.Configure = o => o with { ExecutionEnded = h => recorded = h.Orchestrator == "Greeting" ? h : recorded };
        bed.Activity<string, string>("Greet", name => ++tries == 1 ? throw new TimeoutException("busy") : $"Hello {name}");
        bed.Orchestrator("Nod", c => Task.FromResult("a nod"));
        bed.Orchestrator("Greeting", c => GreetAsync(c, "Greet"));
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Greeting", "Ada", "greeting-of-ada");
        await bed.Client.RaiseEventAsync(id, "when", "at last", bed.Deadline);
        await bed.EndAsync(id);

        RecordedHistory again = RecordedHistory.FromJson(recorded!.ToJson());

        Assert.Equal(Shape(Recorded), Shape(again));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, HistoryReplay.Run(async c => await GreetAsync(c, "Greet"), again).Status);
    }

    [Fact]
    public async Task ExportHistory_WhileRunning_ReplaysToTheSamePlace()
    {
        await using var bed = new EngineBed();
        bed.Activity<string, string>("Greet", name => $"Hello {name}");
        bed.Orchestrator("Greeting", c => GreetAsync(c, "Greet"));
        await bed.StartAsync();
        string id = await bed.ScheduleAsync("Greeting", "Ada");
        await bed.ReachAsync(id, "greeted");

        ReplayResult result = HistoryReplay.Run(async c => await GreetAsync(c, "Greet"), bed.Engine!.ExportHistory(id)!);

        Assert.Equal(OrchestrationRuntimeStatus.Running, result.Status);
        Assert.Equal("\"greeted\"", result.SerializedCustomStatus);
    }

    private static async Task<string> GreetAsync(TaskOrchestrationContext context, string activity)
    {
        string greeting = await context.CallActivityAsync<string>(
            activity, context.GetInput<string>(), TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMinutes(1))));
        context.SetCustomStatus("greeted");
        string when = await context.WaitForExternalEvent<string>("when");
        string gesture = await context.CallSubOrchestratorAsync<string>("Nod");
        return $"{greeting}, {when}, with {gesture}";
    }

    /// <summary>Kinds, steps and names; the event may come before or after the activity.</summary>
    private static IEnumerable<string> Shape(RecordedHistory history) => history.Events
        .Where(e => e.Kind is not (HistoryEventKind.OrchestratorStarted or HistoryEventKind.EventRaised))
        .Select(e => $"{e.Kind} {e.Id} {e.Name}");
}
