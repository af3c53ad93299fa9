using System.Collections.Concurrent;
using FunctionsRuntime.Durable;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>The real orchestrations on the durable engine, their activities played by the test, time skipped.</summary>
internal sealed class RecipeEngine : IAsyncDisposable
{
    /// <summary>The publication that every test publishes.</summary>
    public const string Ticket = "users/guest/appliances/5/images/116/pimages/7";

    /// <summary>The orchestrations by name.</summary>
    public static readonly IReadOnlyDictionary<string, OrchestratorFunction> Orchestrators = new Dictionary<string, OrchestratorFunction>
    {
        [nameof(PublishImage)] = async context =>
        {
            await PublishImage.RunAsync(context);
            return null;
        },
        [nameof(PublishToOpenStack)] = async context => await PublishToOpenStack.RunAsync(context),
        [nameof(PublishToContainerRegistry)] = async context => await PublishToContainerRegistry.RunAsync(context),
        [nameof(PublishToOpenTelekomCloud)] = async context => await PublishToOpenTelekomCloud.RunAsync(context),
        [nameof(AwaitOpenTelekomCloudImage)] = async context => await AwaitOpenTelekomCloudImage.RunAsync(context),
        [nameof(InspectImage)] = async context => await InspectImage.RunAsync(context),
    };

    private const string InstanceId = "publish-test";
    private readonly string _folder = Directory.CreateTempSubdirectory("recipes-").FullName;
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly ConcurrentDictionary<string, Func<string?, object?>> _activities = new();
    private readonly TaskCompletionSource<TicketEnd> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DurableEngine? _engine;

    public RecipeEngine()
    {
        Play(nameof(TicketActivities.BeginTicketAsync), () => new TicketStart(
            nameof(PublishToOpenStack), nameof(OpenStackActivities.RemoveFromOpenStackAsync), "users/guest/appliances/5/images/116", "0x1"));
        Play(nameof(ImageFileActivities.InspectImageFileAsync), () => InspectImageResult.Ready);
        Play(nameof(OpenStackActivities.SignInToOpenStackAsync), () => StepResult.Done);
        Play(nameof(OpenStackActivities.FindOrCreateOpenStackImageAsync), () => StepResult.Image("c0ffee"));
        Play(nameof(OpenStackActivities.UploadToOpenStackAsync), () => StepResult.Done);
        Play(nameof(OpenStackActivities.AwaitActiveOpenStackImageAsync), () => StepResult.Done);
        Play(nameof(OpenStackActivities.VerifyOpenStackImageAsync), () => StepResult.Done);
        Play(nameof(OpenStackActivities.ReleaseOpenStackImageAsync), () => StepResult.Done);
        Play(nameof(OpenStackActivities.RemoveFromOpenStackAsync), () => StepResult.Done);
        Play(nameof(TicketActivities.CloseTicketAsync), () => null);
        Play(nameof(TicketActivities.ForgetTicketAsync), () => null);
    }

    /// <summary>The activities that ran, in order, without the suffix Async.</summary>
    public ConcurrentQueue<string> Ran { get; } = new();

    /// <summary>How the ticket was closed, null while it was not.</summary>
    public TicketEnd? Closed => _closed.Task.IsCompleted ? _closed.Task.Result : null;

    /// <summary>Waits until the ticket is closed.</summary>
    public Task<TicketEnd> ClosedAsync() => _closed.Task.WaitAsync(_deadline.Token);

    /// <summary>The histories of the orchestrations that ended.</summary>
    public ConcurrentQueue<RecordedHistory> Histories { get; } = new();

    /// <summary>Says what an activity returns each time.</summary>
    public void Play(string activity, Func<object?> result) => _activities[activity] = _ => result();

    /// <summary>Says what an activity returns to an input.</summary>
    public void Play<T>(string activity, Func<T, object?> result) =>
        _activities[activity] = input => result(JsonDataConverter.Default.Deserialize<T>(input)!);

    /// <summary>Says what an activity returns, one after the other; the last one from then on.</summary>
    public void Play(string activity, params StepResult[] results)
    {
        int next = 0;
        Play(activity, () => results[Math.Min(next++, results.Length - 1)]);
    }

    /// <summary>Raises the event that tells a publication of its cancel flag.</summary>
    public async Task CancelAsync()
    {
        foreach (string instance in PublishImage.CancellableInstances(InstanceId))
        {
            if (await _engine!.Client.GetInstanceAsync(instance, _deadline.Token) is not null)
                await _engine.Client.RaiseEventAsync(instance, RecipeSteps.CancelEvent, cancellation: _deadline.Token);
        }
    }

    /// <summary>Runs the publication to its end.</summary>
    /// <param name="abandoned">True to only clean up.</param>
    public async Task<OrchestrationMetadata> RunAsync(bool abandoned = false)
    {
        await StartAsync(abandoned, new SkippingTime());
        return await _engine!.Client.WaitForInstanceCompletionAsync(InstanceId, true, _deadline.Token);
    }

    /// <summary>Starts the publication.</summary>
    /// <param name="abandoned">True to only clean up.</param>
    /// <param name="time">The clock.</param>
    public async Task StartAsync(bool abandoned, TimeProvider time)
    {
        var options = new DurableEngineOptions { JournalDirectory = _folder, Time = time, ExecutionEnded = Histories.Enqueue };
        _engine = new DurableEngine(options, Orchestrators, Activities(), NullLoggerFactory.Instance);
        await _engine.StartAsync(_deadline.Token);
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(PublishImage), new PublishInput(Ticket, Abandoned: abandoned), new StartOrchestrationOptions(InstanceId), _deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _deadline.Dispose();
    }

    private Dictionary<string, ActivityFunction> Activities() => _activities.Keys.ToDictionary<string, string, ActivityFunction>(
        name => name,
        name => (call, _) =>
        {
            Ran.Enqueue(name[..^"Async".Length]);
            if (name == nameof(TicketActivities.CloseTicketAsync))
                _closed.TrySetResult(JsonDataConverter.Default.Deserialize<TicketEnd>(call.SerializedInput!)!);
            return Task.FromResult(_activities[name](call.SerializedInput));
        });
}
