using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Functions.Tests.Orchestrations;

/// <summary>A publication from its ticket to its end, on the durable engine.</summary>
public sealed class PublishImageTests
{
    private static readonly string[] WholeRecipe =
    [
        "BeginTicket", "InspectImageFile", "SignInToOpenStack", "FindOrCreateOpenStackImage", "UploadToOpenStack", "AwaitActiveOpenStackImage",
        "VerifyOpenStackImage", "ReleaseOpenStackImage", "CloseTicket", "ForgetTicket",
    ];

    [Fact]
    public async Task Run_EveryStepDone_ClosesDoneWithTheCloudsId()
    {
        await using var engine = new RecipeEngine();

        await engine.RunAsync();

        Assert.Equal(WholeRecipe, engine.Ran);
        Assert.Equal(PublishResult.Done("c0ffee"), engine.Closed!.Result);
    }

    [Fact]
    public async Task Run_StepThatMayWorkLater_IsTriedAgain()
    {
        await using var engine = new RecipeEngine();
        StepResult busy = StepResult.Later("ServerError", "busy");
        engine.Play(nameof(OpenStackActivities.UploadToOpenStackAsync), busy, busy, StepResult.Done);

        await engine.RunAsync();

        Assert.Equal(3, engine.Ran.Count(step => step == "UploadToOpenStack"));
        Assert.Equal(TicketState.Done, engine.Closed!.Result.State);
    }

    [Fact]
    public async Task Run_StepThatNeverWorks_CleansUpClosesFailedAndLooksAgainLater()
    {
        await using var engine = new RecipeEngine();
        engine.Play(nameof(OpenStackActivities.UploadToOpenStackAsync), () => StepResult.Permanent("TooLarge", "over the quota"));

        await engine.RunAsync();

        Assert.Equal(
            ["UploadToOpenStack", "RemoveFromOpenStack", "CloseTicket", "RemoveFromOpenStack", "ForgetTicket"], engine.Ran.TakeLast(5));
        Assert.Equal(PublishResult.Failed("TooLarge", "over the quota"), engine.Closed!.Result);
    }

    [Fact]
    public async Task Run_StepThatStaysLater_FailsInTheEndWithItsReason()
    {
        await using var engine = new RecipeEngine();
        engine.Play(nameof(OpenStackActivities.SignInToOpenStackAsync), () => StepResult.Later("ConnectionFailed", "nobody listens"));

        await engine.RunAsync();

        Assert.Equal(PublishResult.Failed("ConnectionFailed", "nobody listens"), engine.Closed!.Result);
    }

    [Fact]
    public async Task Run_CleanUpThatDoesNotAnswer_ClosesFirstAndGoesOnCleaning()
    {
        await using var engine = new RecipeEngine();
        engine.Play(nameof(OpenStackActivities.VerifyOpenStackImageAsync), () => StepResult.Permanent("IMAGE_DIFFERS", "another sha512"));
        StepResult silent = StepResult.Later("TIME_LIMIT", "no answer");
        engine.Play(nameof(OpenStackActivities.RemoveFromOpenStackAsync), silent, silent, StepResult.Done);

        await engine.RunAsync();

        Assert.Equal(
            ["RemoveFromOpenStack", "CloseTicket", "RemoveFromOpenStack", "RemoveFromOpenStack", "RemoveFromOpenStack", "ForgetTicket"],
            engine.Ran.TakeLast(6));
    }

    [Fact]
    public async Task Run_FileThatCannotBePublished_FailsWithoutTouchingTheCloud()
    {
        await using var engine = new RecipeEngine();
        engine.Play(nameof(ImageFileActivities.InspectImageFileAsync), () => InspectImageResult.Failed("The qcow2 has a backing file."));

        await engine.RunAsync();

        Assert.DoesNotContain("SignInToOpenStack", engine.Ran);
        Assert.Equal(PublishResult.Failed("IMAGE_FILE", "The qcow2 has a backing file."), engine.Closed!.Result);
    }

    [Fact]
    public async Task Run_StepThatFindsTheCancelFlag_ClosesCancelled()
    {
        await using var engine = new RecipeEngine();
        engine.Play(nameof(OpenStackActivities.UploadToOpenStackAsync), () => StepResult.Cancelled);

        await engine.RunAsync();

        Assert.Equal(TicketState.Cancelled, engine.Closed!.Result.State);
        Assert.Contains("RemoveFromOpenStack", engine.Ran);
    }

    [Fact]
    public async Task Run_CancelledWhileItWaitsForTheNextAttempt_ClosesCancelledAtOnce()
    {
        await using var engine = new RecipeEngine();
        var waits = new TaskCompletionSource();
        engine.Play(nameof(OpenStackActivities.SignInToOpenStackAsync), () =>
        {
            waits.TrySetResult();
            return StepResult.Later("ConnectionFailed", "nobody listens");
        });
        await engine.StartAsync(abandoned: false, skipTimers: false);
        await waits.Task;

        await engine.CancelAsync();

        Assert.Equal(TicketState.Cancelled, (await engine.ClosedAsync()).Result.State);
    }

    [Fact]
    public async Task Run_ClosedTicket_DoesNothing()
    {
        await using var engine = new RecipeEngine();
        engine.Play(nameof(TicketActivities.BeginTicketAsync), () => TicketStart.Closed);

        OrchestrationMetadata end = await engine.RunAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(["BeginTicket"], engine.Ran);
    }

    [Fact]
    public async Task Run_Abandoned_OnlyCleansUpAndClosesFailed()
    {
        await using var engine = new RecipeEngine();

        await engine.RunAsync(abandoned: true);

        Assert.Equal(["BeginTicket", "RemoveFromOpenStack", "CloseTicket", "RemoveFromOpenStack", "ForgetTicket"], engine.Ran);
        Assert.Equal(TicketState.Failed, engine.Closed!.Result.State);
    }

    [Fact]
    public async Task Run_ActivityThatKeepsThrowing_FailsThePublicationAndCleansUp()
    {
        await using var engine = new RecipeEngine();
        engine.Play(nameof(OpenStackActivities.SignInToOpenStackAsync), () => throw new InvalidOperationException("storage is away"));

        await engine.RunAsync();

        Assert.Equal("PUBLICATION_FAILED", engine.Closed!.Result.ErrorCode);
        Assert.Contains("RemoveFromOpenStack", engine.Ran);
    }
}
