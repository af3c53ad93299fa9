using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Functions.Tests.Sharing;
using ImagePublishFunctions.Http.Shares;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Races;

/// <summary>A share that is tried again by several callers at once.</summary>
public sealed class ShareRetryRaceTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly FakeGlance _glance = new();
    private readonly string _image = FakeGlance.NewImageId();

    [Fact]
    public async Task Retry_OneKeyEightTimesAtOnce_IsOneJobForAll()
    {
        RacePlace users = await RacePlace.CreateAsync(azurite);
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        ShareFunctions functions = Functions(users, place);
        ShareJob failed = await FailAsync(place);

        (string Status, string? Location)[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            HttpContext context = Request(users, place, failed, "again");
            string status = await ChangingDoors.StatusAsync(
                context, functions.RetryShareAsync(context.Request, place.Login, failed.Id, place.Engine.Client, default));
            return (status, context.Response.Headers.Location.FirstOrDefault());
        })));

        Assert.All(answers, answer => Assert.Equal("202", answer.Status));
        string location = Assert.Single(answers.Select(answer => answer.Location).Distinct())!;
        ShareJob retry = await place.EndAsync((await place.Jobs.FindAsync(location[(location.LastIndexOf('/') + 1)..], default))!);
        Assert.Equal((1, failed.Id), (retry.Pairs, retry.Request.RetryOf));
    }

    [Fact]
    public async Task Retry_WithSeveralKeysOrAnEmptyOne_Is400()
    {
        RacePlace users = await RacePlace.CreateAsync(azurite);
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        ShareFunctions functions = Functions(users, place);
        ShareJob failed = await FailAsync(place);

        foreach (string[] keys in new string[][] { ["a", "b"], ["a", "a"], [""] })
        {
            HttpContext context = Request(users, place, failed, keys);
            Assert.Equal("400", await ChangingDoors.StatusAsync(
                context, functions.RetryShareAsync(context.Request, place.Login, failed.Id, place.Engine.Client, default)));
        }

        Assert.Equal(1, await place.Jobs.ListAsync(JobOwner.User(place.Login), default).CountAsync());
    }

    [Theory]
    [InlineData("a/b#?")]
    [InlineData("long")]
    public async Task Get_IdThatIsNone_Is404(string id)
    {
        RacePlace users = await RacePlace.CreateAsync(azurite);
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        HttpContext context = users.Request();
        if (id == "long") id = new string('a', 5_000);

        Assert.Equal("404", await ChangingDoors.StatusAsync(context, Functions(users, place).GetShareAsync(context.Request, place.Login, id, default)));
    }

    [Fact]
    public async Task Get_LoginThatNobodyHas_Is404()
    {
        RacePlace users = await RacePlace.CreateAsync(azurite);
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance);
        HttpContext context = users.Request();

        Assert.Equal("404", await ChangingDoors.StatusAsync(
            context, Functions(users, place).ListSharesAsync(context.Request, new string('a', 5_000), default)));
        Assert.Null(await users.Users.FindAsync(new string('a', 5_000), default));
        Assert.Null(await users.Keys.FindAsync(new string('a', 5_000), default));
    }

    private static ShareFunctions Functions(RacePlace users, SharePlace place) =>
        new(users.Gate, new ShareDoor(place.Accounts, new ConfiguredClouds([]), place.Intake), place.Jobs);

    private static HttpContext Request(RacePlace users, SharePlace place, ShareJob job, params string[] keys)
    {
        HttpContext context = users.Request();
        context.Request.Path = $"/api/users/{place.Login}/shares/{job.Id}/retry";
        context.Request.Headers["Idempotency-Key"] = keys;
        return context;
    }

    /// <summary>A share of two pairs, one of which failed.</summary>
    private async Task<ShareJob> FailAsync(SharePlace place)
    {
        _glance.Create(_image);
        _glance.Names["web"] = "a";
        _glance.Names["unknown"] = null;
        return await place.ShareAsync(place.Request(ShareAction.Add, [_image], "web", "unknown"));
    }
}
