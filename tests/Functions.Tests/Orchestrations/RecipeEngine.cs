using System.Collections.Concurrent;
using System.Text.Json;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Orchestrations;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>The real orchestrations on the durable engine, their activities played by the test, time skipped.</summary>
internal sealed class RecipeEngine : IAsyncDisposable
{
    /// <summary>The publication that every test publishes.</summary>
    public const string Ticket = "users/guest/appliances/5/images/116/pimages/7";

    private const string InstanceId = "publish-test";
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));
    private readonly ConcurrentDictionary<string, Func<string, object?>> _activities = new();
    private readonly TaskCompletionSource<TicketEnd> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DurableTestEngine? _engine;

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
    public IReadOnlyCollection<RecordedHistory> Histories => _engine!.Histories;

    /// <summary>Says what an activity returns each time.</summary>
    public void Play(string activity, Func<object?> result) => _activities[activity] = _ => result();

    /// <summary>Says what an activity returns to an input.</summary>
    public void Play<T>(string activity, Func<T, object?> result) =>
        _activities[activity] = input => result(Read<T>(input));

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
        await StartAsync(abandoned, skipTimers: true);
        return await _engine!.Client.WaitForInstanceCompletionAsync(InstanceId, true, _deadline.Token);
    }

    /// <summary>Starts the publication.</summary>
    /// <param name="abandoned">True to only clean up.</param>
    /// <param name="skipTimers">True when timers take no time.</param>
    public async Task StartAsync(bool abandoned, bool skipTimers)
    {
        _engine = await DurableTestEngine.StartAsync(Orchestrators.All, AddActivities, skipTimers);
        await _engine.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(PublishImage), new PublishInput(Ticket, Abandoned: abandoned), new StartOrchestrationOptions(InstanceId), _deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        _deadline.Dispose();
    }

    private void AddActivities(DurableTaskRegistry activities)
    {
        foreach (string name in _activities.Keys)
        {
            activities.AddActivityFunc<JsonElement, object?>(name, (_, json) =>
            {
                string input = json.GetRawText();
                Ran.Enqueue(name[..^"Async".Length]);
                if (name == nameof(TicketActivities.CloseTicketAsync)) _closed.TrySetResult(Read<TicketEnd>(input));
                return _activities[name](input);
            });
        }
    }

    private static T Read<T>(string input) => JsonDataConverter.Default.Deserialize<T>(input)!;
}
