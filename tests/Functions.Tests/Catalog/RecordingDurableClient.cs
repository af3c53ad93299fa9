using ImagePublishFunctions.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

/// <summary>Keeps what is started and, like a backend where an instance is under way, refuses to start it twice.</summary>
internal sealed class RecordingDurableClient() : DurableTaskClient("test"), IDisposable
{
    private readonly Dictionary<string, (string Name, InspectImageInput? Input)> _started = [];

    public IReadOnlyDictionary<string, (string Name, InspectImageInput? Input)> Started => _started;

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default) =>
        _started.TryAdd(options!.InstanceId!, (orchestratorName.Name, input as InspectImageInput))
            ? Task.FromResult(options.InstanceId!)
            : throw new InvalidOperationException("An instance of this id is running.");

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        Task.FromResult(_started.TryGetValue(instanceId, out var started) ? new OrchestrationMetadata(started.Name, instanceId) : null);

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

    public void Dispose()
    {
    }
}
