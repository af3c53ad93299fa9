using ImagePublishFunctions.Http.UForge;
using ImagePublishFunctions.Http.Users;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Races;

/// <summary>Users and their API keys, changed by two callers at once.</summary>
public sealed class UserRaceTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private const int Rounds = 15;

    [Fact]
    public async Task User_EveryPairOfChangesAtOnce_IsExplainedByAnOrder()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        var functions = new UserFunctions(place.Gate, place.Users);

        await ChangingDoors.AssertExplainedAsync(
            async () =>
            {
                var user = new User { Login = place.NewLogin(), PasswordHash = "none", Entitlements = new HashSet<string> { Entitlement.AccountEdit } };
                await place.Users.PutAsync(user, default);
                return user.Login;
            },
            login => StateAsync(place, login),
            Rounds,
            Put("disable", """{"isDisabled": true}"""),
            Put("enable", """{"isDisabled": false}"""),
            Put("entitle", """{"entitlements": ["image_publish"]}"""),
            Put("take all", """{"entitlements": [], "isAdministrator": false}"""),
            Put("promote", """{"isAdministrator": true}"""));

        ChangingDoor<string> Put(string name, string body) => PutDoor(place, functions, name, body);
    }

    [Fact]
    public async Task User_MadeTwiceAtOnce_IsNewForOne()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        var functions = new UserFunctions(place.Gate, place.Users);

        await ChangingDoors.AssertExplainedAsync(
            () => Task.FromResult(place.NewLogin()),
            login => StateAsync(place, login),
            rounds: 4,
            PutDoor(place, functions, "disabled", """{"password": "correct horse", "isDisabled": true}"""),
            PutDoor(place, functions, "entitled", """{"password": "correct horse", "entitlements": ["image_publish"]}"""));
    }

    [Fact]
    public async Task ApiKeys_EveryPairOfChangesAtOnce_IsExplainedByAnOrder()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        var functions = new ApiKeyFunctions(place.Gate, place.Keys, new SecurityOptions(ApiKeysQuota: 2));

        await ChangingDoors.AssertExplainedAsync(
            async () => (await place.Keys.TryAddAsync(place.NewLogin(), "first", null, quota: 2, default))!.Value.Key,
            async key => $"{await place.Keys.ListAsync(key.Path.Login, default).CountAsync()} keys",
            Rounds,
            new ChangingDoor<ApiKey>("make", key => MakeAsync(place, functions, key.Path.Login)),
            new ChangingDoor<ApiKey>("delete", key =>
            {
                HttpContext context = place.Request();
                return ChangingDoors.StatusAsync(context, functions.DeleteApiKeyAsync(context.Request, key.Path.Login, $"{key.Path.Id}", default));
            }));
    }

    [Fact]
    public async Task ApiKeys_TwentyFourAtOnce_KeepTheQuotaAndAllWork()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        var functions = new ApiKeyFunctions(place.Gate, place.Keys, new SecurityOptions(ApiKeysQuota: 5));
        string login = place.NewLogin();

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Task.Run(() => MakeAsync(place, functions, login))));

        Assert.Equal((5, 19), (answers.Count(answer => answer == "201"), answers.Count(answer => answer == "403")));
        List<ApiKey> keys = await place.Keys.ListAsync(login, default).ToListAsync();
        Assert.Equal(5, keys.Count);
        foreach (ApiKey key in keys) Assert.NotNull(await place.Keys.FindAsync(key.PublicKey, default));
    }

    private static ChangingDoor<string> PutDoor(RacePlace place, UserFunctions functions, string name, string body) => new(name, login =>
    {
        HttpContext context = place.Request(body);
        return ChangingDoors.StatusAsync(context, functions.PutUserAsync(context.Request, login, default));
    });

    private static Task<string> MakeAsync(RacePlace place, ApiKeyFunctions functions, string login)
    {
        HttpContext context = place.Request("""{"apiKeyPair": {"name": "ci"}}""");
        return ChangingDoors.StatusAsync(context, functions.CreateApiKeyAsync(context.Request, login, default));
    }

    private static async Task<string> StateAsync(RacePlace place, string login)
    {
        User user = (await place.Users.FindAsync(login, default))!;
        return $"{(user.IsDisabled ? "disabled" : "enabled")} {(user.IsAdministrator ? "administrator" : "user")} [{string.Join(' ', user.Entitlements.Order())}]";
    }
}
