using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>What accepting a share writes, and what repeating it does.</summary>
public sealed class ShareIntakeTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly FakeGlance _glance = new();
    private readonly string _image = FakeGlance.NewImageId();

    [Fact]
    public async Task Accept_SameKeyAndBody_IsTheSameJobAndAnotherBodyIsRefused()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);
        ShareRequest request = place.Request(ShareAction.Add, [_image], "a");
        ShareJob first = await place.Intake.AcceptAsync(request, null, IdempotencyKey.Of("k", "shares", [1]), null, place.Engine.Client, default);
        await place.EndAsync(first);

        ShareJob again = await place.Intake.AcceptAsync(request, null, IdempotencyKey.Of("k", "shares", [1]), null, place.Engine.Client, default);

        Assert.Equal((first.Id, ShareJobState.Success), (again.Id, again.State));
        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() =>
            place.Intake.AcceptAsync(request, null, IdempotencyKey.Of("k", "shares", [2]), null, place.Engine.Client, default));
        Assert.Equal(422, refusal.Status);
        Assert.Single(_glance.Calls, call => call.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Accept_SameKeyManyTimesAtOnce_MakesOneJob()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);
        ShareRequest request = place.Request(ShareAction.Add, [_image], "a");

        ShareJob[] jobs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            place.Intake.AcceptAsync(request, null, IdempotencyKey.Of("k", "shares", [1]), null, place.Engine.Client, default)));

        Assert.Single(jobs.Select(job => job.Id).Distinct());
        Assert.Equal(ShareJobState.Success, (await place.EndAsync(jobs[0])).State);
    }

    [Fact]
    public async Task List_SeveralJobs_ComeNewestFirstAndToTheirOwnerOnly()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance, new SkippingTime());
        _glance.Create(_image);
        var ids = new List<string>();
        for (int i = 0; i < 3; i++)
        {
            ids.Add((await place.ShareAsync(place.Request(ShareAction.Add, [_image], $"p{i}"))).Id);
            place.Skip(TimeSpan.FromSeconds(1));
        }

        var listed = new List<string>();
        await foreach (ShareJob job in place.Jobs.ListAsync(JobOwner.User(place.Login), default)) listed.Add(job.Id);

        Assert.Equal(Enumerable.Reverse(ids), listed);
        await foreach (ShareJob job in place.Jobs.ListAsync(JobOwner.User(place.Login + "2"), default)) Assert.Fail(job.Id);
    }

    [Fact]
    public async Task Join_RepeatedNativeCall_IsTheSameJobUntilItsEndWasTold()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);
        ShareRequest request = place.Request(ShareAction.Add, [_image], "a") with { Strict = true };
        NativeCall first = await place.Calls.JoinAsync(request, default);
        ShareJob job = await place.Intake.AcceptAsync(request, null, null, first.JobId, place.Engine.Client, default);
        job = await place.EndAsync(job);
        NativeCall repeated = await place.Calls.JoinAsync(request, default);

        await place.Calls.TellAsync(job, default);

        Assert.Equal((first.JobId, false), (repeated.JobId, repeated.IsNew));
        Assert.True((await place.Calls.JoinAsync(request, default)).IsNew);
    }
}
