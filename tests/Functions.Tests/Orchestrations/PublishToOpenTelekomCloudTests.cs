using System.Collections.Concurrent;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>The recipe for Open Telekom Cloud on the durable engine, its activities played.</summary>
public sealed class PublishToOpenTelekomCloudTests : IAsyncDisposable
{
    private const int Parts = 6;
    private readonly RecipeEngine _engine = new();
    private readonly ConcurrentBag<ObjectPartInput> _sent = [];

    public PublishToOpenTelekomCloudTests()
    {
        _engine.Play(nameof(TicketActivities.BeginTicketAsync), () => new TicketStart(
            nameof(PublishToOpenTelekomCloud),
            nameof(OpenTelekomCloudActivities.RemoveFromOpenTelekomCloudAsync),
            "users/guest/appliances/5/images/116",
            "0x1"));
        _engine.Play(nameof(OpenTelekomCloudActivities.SignInToOpenTelekomCloudAsync), () => StepResult.Done);
        _engine.Play(nameof(OpenTelekomCloudStorageActivities.BeginObjectAsync), () => StepResult.Image("upload-1") with { Amount = Parts });
        _engine.Play<ObjectPartInput>(nameof(OpenTelekomCloudStorageActivities.PutObjectPartAsync), input =>
        {
            _sent.Add(input);
            return StepResult.Found(100);
        });
        _engine.Play(nameof(OpenTelekomCloudStorageActivities.CompleteObjectAsync), () => StepResult.Done);
        _engine.Play(nameof(OpenTelekomCloudActivities.MakeOpenTelekomCloudImageAsync), () => StepResult.Image("job-1"));
        _engine.Play(nameof(OpenTelekomCloudActivities.LookAtOpenTelekomCloudImageAsync), () => StepResult.Image("c0ffee"));
        _engine.Play(nameof(OpenTelekomCloudStorageActivities.RemoveObjectAsync), () => StepResult.Done);
        _engine.Play(nameof(OpenTelekomCloudActivities.RemoveFromOpenTelekomCloudAsync), () => StepResult.Done);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Run_EveryStepDone_SendsEachPartOnceThenMakesTheImage()
    {
        await _engine.RunAsync();

        Assert.Equal(Enumerable.Range(1, Parts), _sent.Select(part => part.Part).Order());
        Assert.All(_sent, part => Assert.Equal("upload-1", part.Upload));
        Assert.Equal(
            [
                "BeginTicket", "InspectImageFile", "SignInToOpenTelekomCloud", "BeginObject", .. Enumerable.Repeat("PutObjectPart", Parts),
                "CompleteObject", "MakeOpenTelekomCloudImage", "LookAtOpenTelekomCloudImage", "RemoveObject", "CloseTicket", "ForgetTicket",
            ],
            _engine.Ran);
        Assert.Equal(PublishResult.Done("c0ffee"), _engine.Closed!.Result);
    }

    [Fact]
    public async Task Run_WithoutObjectStorage_SendsNoPart()
    {
        _engine.Play(nameof(OpenTelekomCloudStorageActivities.BeginObjectAsync), () => StepResult.Done);

        await _engine.RunAsync();

        Assert.Empty(_sent);
        Assert.Equal(TicketState.Done, _engine.Closed!.Result.State);
    }

    [Fact]
    public async Task Run_JobThatTakesLong_IsLookedAtUntilItEndsInShortHistories()
    {
        StepResult[] looks = [.. Enumerable.Repeat(StepResult.Later("IMAGE_NOT_ACTIVE", "saving"), 50), StepResult.Image("c0ffee")];
        _engine.Play(nameof(OpenTelekomCloudActivities.LookAtOpenTelekomCloudImageAsync), looks);

        await _engine.RunAsync();

        Assert.Equal(PublishResult.Done("c0ffee"), _engine.Closed!.Result);
        Assert.Equal(51, _engine.Ran.Count(name => name == "LookAtOpenTelekomCloudImage"));
        Assert.Equal(3, _engine.Histories.Count(history => history.Orchestrator == nameof(AwaitOpenTelekomCloudImage)));
    }

    [Fact]
    public async Task Run_JobThatNeverEnds_IsGivenUp()
    {
        _engine.Play(nameof(OpenTelekomCloudActivities.LookAtOpenTelekomCloudImageAsync), StepResult.Later("IMAGE_NOT_ACTIVE", "saving"));

        await _engine.RunAsync();

        Assert.Equal((TicketState.Failed, "IMPORT_TIMED_OUT"), (_engine.Closed!.Result.State, _engine.Closed.Result.ErrorCode));
        Assert.Contains("RemoveFromOpenTelekomCloud", _engine.Ran);
    }

    [Fact]
    public async Task Run_JobFails_HasItsCodeAndIsCleanedUp()
    {
        _engine.Play(nameof(OpenTelekomCloudActivities.LookAtOpenTelekomCloudImageAsync), StepResult.Permanent("IMG.1075", "no"));

        await _engine.RunAsync();

        Assert.Equal(PublishResult.Failed("IMG.1075", "no"), _engine.Closed!.Result);
        Assert.Contains("RemoveFromOpenTelekomCloud", _engine.Ran);
    }

    [Fact]
    public async Task Run_ObjectThatStays_IsNoFailure()
    {
        _engine.Play(nameof(OpenTelekomCloudStorageActivities.RemoveObjectAsync), StepResult.Permanent("Forbidden", "no"));

        await _engine.RunAsync();

        Assert.Equal(PublishResult.Done("c0ffee"), _engine.Closed!.Result);
    }

    [Fact]
    public async Task Cancel_WhileTheCloudWorks_EndsAtOnce()
    {
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.Play(nameof(OpenTelekomCloudActivities.LookAtOpenTelekomCloudImageAsync), () =>
        {
            looked.TrySetResult();
            return StepResult.Later("IMAGE_NOT_ACTIVE", "saving");
        });
        await _engine.StartAsync(abandoned: false, skipTimers: false);
        await looked.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await _engine.CancelAsync();

        Assert.Equal(PublishResult.Cancelled, (await _engine.ClosedAsync()).Result);
    }
}
