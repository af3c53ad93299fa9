using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>Ends every share that is started as a test says, at once, or leaves it at work.</summary>
internal sealed class EndingDurableClient(ShareJobStore jobs) : DurableTaskClient("test")
{
    /// <summary>The jobs that were started, in their order.</summary>
    public List<string> Started { get; } = [];

    /// <summary>What becomes of each pair; null: nothing, the job stays at work.</summary>
    public Func<SharePair, PairResult>? Outcome { get; set; }

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        string id = ((ShareInput)input!).Job;
        Started.Add(id);
        if (Outcome is not null) await EndAsync(id, Outcome);
        return options!.InstanceId!;
    }

    /// <summary>Ends a job.</summary>
    public async Task EndAsync(string id, Func<SharePair, PairResult> outcome)
    {
        ShareJob job = (await jobs.FindAsync(id, default))!;
        PairResult[] results = [.. job.Request.Images.SelectMany(image => job.Request.Projects.Select(project => outcome(new SharePair(image, project))))];
        await jobs.RecordAsync(id, results, default);
        PairResult? failed = results.FirstOrDefault(result => result.State == PairState.Failed);
        await jobs.ChangeAsync(
            id,
            open => open with
            {
                State = failed is null ? ShareJobState.Success : ShareJobState.Fail,
                End = open.Begin.AddSeconds(2.5),
                ErrorCode = failed?.Code,
                FailReason = failed?.Reason,
            },
            default);
    }

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(Started.Any(job => ShareImages.InstanceIdOf(job) == instanceId) ? new OrchestrationMetadata(nameof(ShareImages), instanceId) : null);

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
