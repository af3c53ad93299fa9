using System.Net;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>What each action makes of an image's members, and what the job says of it, on plain OpenStack.</summary>
public sealed class ShareImagesTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly FakeGlance _glance = new();
    private readonly string _image = FakeGlance.NewImageId();

    [Fact]
    public async Task Add_SomeAlreadyThere_AddsTheRestAndSucceedsForAll()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image, "b accepted");

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a", "b", "c"));

        Assert.Equal(["a pending", "b accepted", "c pending"], _glance.Members(_image));
        Assert.Equal((ShareJobState.Success, 3, 3, 0), (job.State, job.Pairs, job.Succeeded, job.Failed));
        Assert.Equal(
            [("a", MemberStatus.Pending), ("b", MemberStatus.Accepted), ("c", MemberStatus.Pending)],
            (await place.ResultsAsync(job)).Select(result => (result.Pair.ProjectId, result.Member!.Status)));
    }

    [Fact]
    public async Task Add_StrictAndAlreadyThere_FailsWithTheCloudsWord()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image, "a");

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a") with { Strict = true });

        PairResult result = Assert.Single(await place.ResultsAsync(job));
        Assert.Equal((ShareJobState.Fail, PairState.Failed, 409), (job.State, result.State, result.CloudStatus));
        Assert.Contains("already exists", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_OneAbsent_RemovesTheOtherAndSucceedsForBoth()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image, "a", "c");

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Remove, [_image], "a", "b"));

        Assert.Equal(["c pending"], _glance.Members(_image));
        Assert.Equal(ShareJobState.Success, job.State);
    }

    [Theory]
    [InlineData(ShareAction.Accept, "accepted")]
    [InlineData(ShareAction.Reject, "rejected")]
    [InlineData(ShareAction.Reset, "pending")]
    public async Task Answer_ByTheRecipient_SetsItsOwnStatusOnly(ShareAction action, string status)
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image, "a accepted", "b pending", "c rejected");
        string project = action == ShareAction.Accept ? "b" : action == ShareAction.Reject ? "a" : "c";
        string account = await place.AddAccountAsync(project);

        ShareJob job = await place.ShareAsync(place.Request(action, [_image], project) with { Account = account });

        Assert.Equal(ShareJobState.Success, job.State);
        Assert.Contains($"{project} {status}", _glance.Members(_image));
        Assert.Single(_glance.Calls, call => call.StartsWith("PUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Set_WithoutRemoveSurplus_OnlyAdds()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image, "x");

        await place.ShareAsync(place.Request(ShareAction.Set, [_image], "a"));

        Assert.Equal(["a pending", "x pending"], _glance.Members(_image));
    }

    [Fact]
    public async Task Set_WithRemoveSurplus_MakesTheListEqualAndNamesWhatItRemoved()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image, "a", "x", "y accepted");

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Set, [_image], "a", "b") with { RemoveSurplus = true });

        Assert.Equal(["a pending", "b pending"], _glance.Members(_image));
        Assert.Equal((ShareJobState.Success, 4), (job.State, job.Succeeded));
        Assert.Equal(["x", "y"], (await place.ResultsAsync(job)).Where(result => result.Member is null).Select(result => result.Pair.ProjectId));
    }

    [Fact]
    public async Task Set_EmptyListWithRemoveSurplus_RemovesEveryone()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image, "x", "y");

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Set, [_image]) with { RemoveSurplus = true });

        Assert.Empty(_glance.Members(_image));
        Assert.Equal(ShareJobState.Success, job.State);
    }

    [Fact]
    public async Task Add_OneImageUnknown_FailsItsPairsAndSharesTheOther()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);
        string unknown = FakeGlance.NewImageId();

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [unknown, _image], "a", "b"));

        Assert.Equal((ShareJobState.Fail, 2, 2, "NotFound"), (job.State, job.Succeeded, job.Failed, job.ErrorCode));
        Assert.Equal(["a pending", "b pending"], _glance.Members(_image));
        Assert.All((await place.ResultsAsync(job)).Where(result => result.Pair.ImageId == unknown), result => Assert.Equal(404, result.CloudStatus));
    }

    [Fact]
    public async Task Add_WithAcceptAccount_AcceptsForItsOwnProjectOnly()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);
        string recipient = await place.AddAccountAsync("b");

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a", "b") with { AcceptAccount = recipient });

        Assert.Equal(ShareJobState.Success, job.State);
        Assert.Equal(["a pending", "b accepted"], _glance.Members(_image));
    }

    [Fact]
    public async Task Add_ReplyLostAfterTheCloudDidIt_SucceedsWithoutAddingTwice()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);
        int lost = 0;
        _glance.AfterAsync = (request, _) => request.Method == HttpMethod.Post && Interlocked.Increment(ref lost) == 1
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded)
            : Task.CompletedTask;

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a") with { Strict = true });

        Assert.Equal((1, ShareJobState.Success), (lost, job.State));
        Assert.Equal(["a pending"], _glance.Members(_image));
        Assert.Single(_glance.Calls, call => call.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Add_MemberThatTheCloudHasTwice_IsMadeOne()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image, "a", "a", "b");

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a", "b"));

        Assert.Equal(["a pending", "b pending"], _glance.Members(_image));
        Assert.Equal(ShareJobState.Success, job.State);
    }

    [Fact]
    public async Task Add_CloudThatIsBusyForAWhile_TriesOnlyWhatFailedAgain()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);
        int refused = 0;
        _glance.Before = request => request.Method == HttpMethod.Post && Interlocked.Increment(ref refused) is 2 or 3
            ? FakeGlance.Error(HttpStatusCode.ServiceUnavailable)
            : null;

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a", "b", "c"));

        Assert.Equal(ShareJobState.Success, job.State);
        Assert.Equal(5, _glance.Calls.Count(call => call.StartsWith("POST", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Add_CloudThatStaysBusy_FailsWithItsWordsInTheEnd()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance, sliceTime: TimeSpan.FromSeconds(0.5));
        _glance.Create(_image);
        _glance.Before = request => request.Method == HttpMethod.Post ? FakeGlance.Error(HttpStatusCode.ServiceUnavailable, "maintenance") : null;

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a"));

        Assert.Equal((ShareJobState.Fail, "ServerError"), (job.State, job.ErrorCode));
        Assert.Contains("maintenance", job.FailReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_AccountThatWasDeleted_FailsEveryPairByName()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a", "b") with { Account = $"users/{place.Login}/accounts/1" });

        Assert.Equal((ShareJobState.Fail, 2, "ACCOUNT_GONE"), (job.State, job.Failed, job.ErrorCode));
        Assert.Empty(_glance.Calls);
    }

    [Fact]
    public async Task Add_ManyImages_NeverTouchesOneImageTwiceAtOnce()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        string[] images = [.. Enumerable.Range(0, 30).Select(_ => FakeGlance.NewImageId())];
        foreach (string image in images) _glance.Create(image);
        ShareRequest request = place.Request(ShareAction.Add, images, "a", "b");

        ShareJob[] jobs = await Task.WhenAll(place.ShareAsync(request), place.ShareAsync(request), place.ShareAsync(request));

        Assert.All(jobs, job => Assert.Equal(ShareJobState.Success, job.State));
        Assert.All(images, image => Assert.Equal(["a pending", "b pending"], _glance.Members(image)));
        Assert.Equal(1, _glance.ChangesAtOnce);
    }

    [Fact]
    public async Task Add_ProjectsByName_ResolvesItsOwnAndRefusesOthers()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        _glance.Create(_image);
        _glance.Names["web"] = "a";
        _glance.Names["unknown"] = null;

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "web", "unknown"));

        Assert.Equal(["a pending"], _glance.Members(_image));
        Assert.Equal((1, 1, "PROJECT_UNKNOWN"), (job.Succeeded, job.Failed, job.ErrorCode));
    }

    [Fact]
    public async Task Add_PairsOfAMatrix_SharesEachOnce()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        string other = FakeGlance.NewImageId();
        _glance.Create(_image);
        _glance.Create(other);
        await place.WriteMatrixAsync(place.Login, "pairs.csv", $"{_image},b\n{other},a\n{_image},a\n{_image},b\n");

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, []) with { Matrix = "pairs.csv" });

        Assert.Equal((ShareJobState.Success, 3), (job.State, job.Pairs));
        Assert.Equal(["a pending", "b pending"], _glance.Members(_image));
        Assert.Equal(["a pending"], _glance.Members(other));
    }

    [Fact]
    public async Task Add_MatrixOfAnotherUser_IsNotThere()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        await place.WriteMatrixAsync(place.Login + "2", "pairs.csv", $"{_image},b\n");

        foreach (string name in new[] { "pairs.csv", $"{place.Login}2/pairs.csv" })
        {
            ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, []) with { Matrix = name });

            Assert.Equal((ShareJobState.Fail, "MATRIX_NOT_FOUND"), (job.State, job.ErrorCode));
        }
    }

    [Fact]
    public async Task Add_MatrixOfAUserOfDots_DoesNotLeaveItsFolder()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        await place.WriteMatrixAsync(place.Login, "pairs.csv", $"{_image},b\n");
        ShareRequest request = place.Request(ShareAction.Add, []) with { Owner = JobOwner.User("."), Matrix = $"{place.Login}/pairs.csv" };

        ShareJob job = await place.ShareAsync(request);

        Assert.Equal("MATRIX_NOT_FOUND", job.ErrorCode);
    }

    [Fact]
    public async Task Add_MatrixThatIsNotThere_FailsByName()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);

        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, []) with { Matrix = "missing.csv" });

        Assert.Equal((ShareJobState.Fail, "MATRIX_NOT_FOUND"), (job.State, job.ErrorCode));
    }
}
