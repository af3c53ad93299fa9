using FunctionsRuntime.Durable;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Functions.Tests.Sharing;
using ImagePublishFunctions.Orchestrations;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>
/// Histories of instances that may still be under way when a new version is deployed. One that no longer replays means that the changed
/// orchestration needs a new name beside the old one until that is drained.
/// </summary>
public sealed class HistoryTests
{
    private static readonly Dictionary<string, OrchestratorFunction> Orchestrators = new(RecipeEngine.Orchestrators.Concat(SharePlace.Orchestrators));

    /// <summary>The recorded histories, by file name.</summary>
    public static TheoryData<string> Recorded =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Orchestrations", "Histories")).Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Replay_RecordedHistory_TakesTheSameSteps(string file)
    {
        string json = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Orchestrations", "Histories", file));
        RecordedHistory history = RecordedHistory.FromJson(json);

        ReplayResult replay = HistoryReplay.Run(Orchestrators[history.Orchestrator], history);

        Assert.True(replay.ContinuedAsNew || replay.Status == OrchestrationRuntimeStatus.Completed, $"{replay.Status}: {replay.Failure?.ErrorMessage}");
    }

    [Fact]
    public void Replay_OrchestrationThatChangedItsSteps_IsFound()
    {
        RecordedHistory history = RecordedHistory.FromJson(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Orchestrations", "Histories", "publish-done.json")));

        Assert.Throws<NonDeterministicOrchestrationException>(() => HistoryReplay.Run(
            async context => await context.CallActivityAsync<string>(nameof(TicketActivities.CloseTicketAsync), new PublishInput("x")), history));
    }
}
