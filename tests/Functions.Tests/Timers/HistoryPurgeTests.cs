using ImagePublishFunctions.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Timers;

/// <summary>What is removed of ended instances, and for how long a run works at it.</summary>
public sealed class HistoryPurgeTests
{
    private readonly SteppedTime _time = new();
    private readonly List<PurgeInstancesFilter> _filters = [];

    [Fact]
    public async Task Purge_OfANight_TakesWhatEndedAndIsOlderThanTheSetting()
    {
        await PurgeAsync(days: "45", _ => new PurgeResult(3, isComplete: true));

        PurgeInstancesFilter filter = Assert.Single(_filters);
        Assert.Null(filter.CreatedFrom);
        Assert.Equal(_time.Now.AddDays(-45), filter.CreatedTo);
        Assert.Equal(
            [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated], filter.Statuses!);
        Assert.Equal(TimeSpan.FromMinutes(1), filter.Timeout);
    }

    [Fact]
    public async Task Purge_EngineThatDoesNotTellWhetherItIsDone_IsAskedOnce()
    {
        await PurgeAsync(days: null, _ => new PurgeResult(3));

        Assert.Single(_filters);
    }

    [Fact]
    public async Task Purge_MoreThanACallRemoves_GoesOnUntilItIsDone()
    {
        await PurgeAsync(days: null, call => new PurgeResult(100, isComplete: call == 4));

        Assert.Equal(4, _filters.Count);
    }

    [Fact]
    public async Task Purge_MoreThanARunRemoves_IsLeftToTheNextNight()
    {
        await PurgeAsync(days: null, _ =>
        {
            _time.Now += TimeSpan.FromMinutes(1);
            return new PurgeResult(100, isComplete: false);
        });

        Assert.Equal(10, _filters.Count);
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData("", 30)]
    [InlineData("1", 1)]
    [InlineData("3650", 3650)]
    public void KeepDays_WholeNumber_IsTaken(string? text, int days) => Assert.Equal(TimeSpan.FromDays(days), Options(text).Kept);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("3651")]
    [InlineData("a month")]
    public void KeepDays_AnythingElse_IsRefusedByName(string text) =>
        Assert.Contains("History:KeepDays", Assert.Throws<InvalidOperationException>(() => Options(text)).Message, StringComparison.Ordinal);

    private static HistoryOptions Options(string? days) => HistoryOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["History:KeepDays"] = days }).Build());

    private async Task PurgeAsync(string? days, Func<int, PurgeResult> answer)
    {
        await using var client = new PurgingClient(filter =>
        {
            _filters.Add(filter);
            return answer(_filters.Count);
        });
        await new HistoryPurge(Options(days), _time, NullLogger<HistoryPurge>.Instance).PurgeHistoryAsync(new TimerInfo(), client, default);
    }

    private sealed class PurgingClient(Func<PurgeInstancesFilter, PurgeResult> purge) : DurableTaskClient("test")
    {
        public override Task<PurgeResult> PurgeAllInstancesAsync(PurgeInstancesFilter filter, CancellationToken cancellation) =>
            Task.FromResult(purge(filter));

        public override Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task<OrchestrationMetadata?> GetInstancesAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task RaiseEventAsync(
            string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
            string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

        public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public override Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
            throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
