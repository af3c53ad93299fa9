using System.Collections.Concurrent;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>The recipe for registries on the durable engine, its activities played.</summary>
public sealed class PublishToContainerRegistryTests : IAsyncDisposable
{
    private const int Blobs = 10;
    private const string CloudId = "team/web@sha256:c0ffee";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RecipeEngine _engine = new();
    private readonly ConcurrentBag<ContainerBlobInput> _pushed = [];

    public PublishToContainerRegistryTests()
    {
        _engine.Play(nameof(TicketActivities.BeginTicketAsync), () => new TicketStart(
            nameof(PublishToContainerRegistry), nameof(ContainerRegistryRemovals.RemoveFromContainerRegistryAsync), "users/guest/appliances/5/images/116", "0x1"));
        _engine.Play(nameof(ContainerRegistryActivities.SignInToContainerRegistryAsync), () => StepResult.Done);
        _engine.Play(nameof(ContainerArchiveActivities.UnpackContainerArchiveAsync), () => StepResult.Done);
        _engine.Play(nameof(ContainerArchiveActivities.PlanContainerImageAsync), () => StepResult.Found(Blobs));
        Push(_ => StepResult.Found(100));
        _engine.Play(nameof(ContainerRegistryActivities.PutContainerManifestsAsync), () => StepResult.Image(CloudId));
        _engine.Play(nameof(ContainerArchiveActivities.ForgetContainerWorkAsync), () => null);
        _engine.Play(nameof(ContainerRegistryRemovals.RemoveFromContainerRegistryAsync), () => StepResult.Done);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Run_EveryStepDone_PushesEachBlobOnceThenTheManifests()
    {
        await _engine.RunAsync();

        Assert.Equal(Enumerable.Range(0, Blobs), _pushed.Select(blob => blob.Blob).Order());
        Assert.Equal(
            [
                "BeginTicket", "InspectImageFile", "SignInToContainerRegistry", "UnpackContainerArchive", "PlanContainerImage",
                .. Enumerable.Repeat("PushContainerBlob", Blobs), "PutContainerManifests", "ForgetContainerWork", "CloseTicket", "ForgetTicket",
            ],
            _engine.Ran);
        Assert.Equal(PublishResult.Done(CloudId), _engine.Closed!.Result);
        Assert.InRange(_pushed.Max(blob => blob.Before), (Blobs - 4) * 100, (Blobs - 1) * 100);
    }

    [Fact]
    public async Task Run_ManyBlobs_PushesFourAtATimeAndNeverMore()
    {
        using var four = new Barrier(4);
        int now = 0;
        int most = 0;
        bool met = true;
        Push(blob =>
        {
            int beside = Interlocked.Increment(ref now);
            InterlockedMax(ref most, beside);
            if (blob < 8) met &= four.SignalAndWait(Patience);
            Interlocked.Decrement(ref now);
            return StepResult.Found(1);
        });

        await _engine.RunAsync();

        Assert.True(met, "four were not under way together");
        Assert.Equal(4, most);
    }

    [Fact]
    public async Task Run_BlobThatNeverWorks_BeginsNoOtherWaitsForThoseUnderWayAndCleansUp()
    {
        using var failed = new ManualResetEventSlim();
        int ended = 0;
        Push(blob =>
        {
            if (blob == 1)
            {
                failed.Set();
                return StepResult.Permanent("TooLarge", "over the quota");
            }

            failed.Wait(Patience);
            Interlocked.Increment(ref ended);
            return StepResult.Found(1);
        });
        int endedAtCleanUp = -1;
        _engine.Play(nameof(ContainerRegistryRemovals.RemoveFromContainerRegistryAsync), () =>
        {
            Interlocked.CompareExchange(ref endedAtCleanUp, ended, -1);
            return StepResult.Done;
        });

        await _engine.RunAsync();

        Assert.Equal(PublishResult.Failed("TooLarge", "over the quota"), _engine.Closed!.Result);
        Assert.Equal(_pushed.Count - 1, endedAtCleanUp);
        Assert.InRange(_pushed.Count, 2, 7);
        Assert.DoesNotContain("PutContainerManifests", _engine.Ran);
    }

    [Fact]
    public async Task Run_BlobThatMayWorkLater_IsTriedAgain()
    {
        int attempts = 0;
        Push(blob => blob == 3 && Interlocked.Increment(ref attempts) < 3 ? StepResult.Later("ConnectionLost", "lost") : StepResult.Found(1));

        await _engine.RunAsync();

        Assert.Equal(TicketState.Done, _engine.Closed!.Result.State);
        Assert.Equal(3, _pushed.Count(blob => blob.Blob == 3));
    }

    [Fact]
    public async Task Run_BlobThatKeepsThrowing_FailsAndCleansUpAfterTheOthers()
    {
        Push(blob => blob == 2 ? throw new InvalidOperationException("storage is away") : StepResult.Found(1));

        await _engine.RunAsync();

        Assert.Equal("PUBLICATION_FAILED", _engine.Closed!.Result.ErrorCode);
        Assert.Equal(["RemoveFromContainerRegistry", "CloseTicket", "RemoveFromContainerRegistry", "ForgetTicket"], _engine.Ran.TakeLast(4));
    }

    [Fact]
    public async Task Run_CancelledAmongTheBlobs_ClosesCancelledAndCleansUp()
    {
        Push(blob => blob < 4 ? StepResult.Found(1) : StepResult.Cancelled);

        await _engine.RunAsync();

        Assert.Equal(TicketState.Cancelled, _engine.Closed!.Result.State);
        Assert.Contains("RemoveFromContainerRegistry", _engine.Ran);
        Assert.DoesNotContain("PutContainerManifests", _engine.Ran);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen) return;
        }
    }

    private void Push(Func<int, StepResult> push) => _engine.Play<ContainerBlobInput>(nameof(ContainerRegistryActivities.PushContainerBlobAsync), input =>
    {
        _pushed.Add(input);
        return push(input.Blob);
    });
}
