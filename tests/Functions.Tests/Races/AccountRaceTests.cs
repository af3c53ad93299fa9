using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http.UForge;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace ImagePublishFunctions.Functions.Tests.Races;

/// <summary>A cloud account, changed by two callers at once: no address ever stands beside the password of another.</summary>
public sealed class AccountRaceTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task Account_EveryPairOfChangesAtOnce_IsExplainedByAnOrder()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        AccountFunctions functions = Functions(place);

        await ChangingDoors.AssertExplainedAsync(
            () => CreateAsync(place),
            path => StateAsync(place, path),
            rounds: 15,
            Edit("rename", """{"name": "other"}"""),
            Edit("move with a password", """{"keystoneUrl": "https://two.test:5000", "password": "two"}"""),
            Edit("move elsewhere with a password", """{"keystoneUrl": "https://three.test:5000", "password": "three"}"""),
            Edit("move without one", """{"keystoneUrl": "https://four.test:5000"}"""),
            Edit("new password", """{"password": "five"}"""),
            new ChangingDoor<ResourcePath>("delete", path =>
            {
                HttpContext context = place.Request();
                return ChangingDoors.StatusAsync(context, functions.DeleteAccountAsync(context.Request, path.Login, $"{path.Id}", default));
            }));

        ChangingDoor<ResourcePath> Edit(string name, string fields) => new(name, path =>
        {
            HttpContext context = place.Request("{\"credAccount\": " + fields + "}");
            return ChangingDoors.StatusAsync(context, functions.EditAccountAsync(context.Request, path.Login, $"{path.Id}", default));
        });
    }

    [Fact]
    public async Task Read_WhileTheAccountMoves_FindsEachAddressWithItsOwnPassword()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        AccountFunctions functions = Functions(place);
        ResourcePath path = await CreateAsync(place);
        using var over = new CancellationTokenSource();
        Task<List<string>> reader = Task.Run(async () =>
        {
            var seen = new List<string>();
            while (!over.IsCancellationRequested) seen.Add(await StateAsync(place, path));
            return seen;
        });

        for (int i = 0; i < 60; i++)
        {
            string name = i % 2 == 0 ? "two" : "one";
            HttpContext context = place.Request($$$"""{"credAccount": {"keystoneUrl": "https://{{{name}}}.test:5000", "password": "{{{name}}}"}}""");
            Assert.Equal("200", await ChangingDoors.StatusAsync(context, functions.EditAccountAsync(context.Request, path.Login, $"{path.Id}", default)));
        }

        await over.CancelAsync();
        Assert.Subset(
            new HashSet<string> { "mine https://one.test:5000 one", "mine https://two.test:5000 two" }, (await reader).ToHashSet());
    }

    private static AccountFunctions Functions(RacePlace place)
    {
        var keystone = new KeystoneClient(new HttpClient(), TimeProvider.System);
        return new AccountFunctions(
            place.Gate, place.Accounts, new AccountResources(new OpenStackAccounts(new ConfigurationBuilder().Build()), keystone));
    }

    private static async Task<ResourcePath> CreateAsync(RacePlace place)
    {
        var account = new CloudAccount
        {
            Type = AccountType.OpenStack.Name,
            Name = "mine",
            Fields = new Dictionary<string, string>
            {
                ["keystoneUrl"] = "https://one.test:5000",
                ["keystoneVersion"] = "v3",
                ["glanceUrl"] = "https://one.test:9292",
                ["login"] = "demo",
            },
        };
        var secrets = new AccountSecrets(new Dictionary<string, string> { ["password"] = "one" });
        return (await place.Accounts.AddAsync(place.NewLogin(), account, secrets, default)).Path;
    }

    private static async Task<string> StateAsync(RacePlace place, ResourcePath path) =>
        await place.Accounts.FindWithSecretsAsync(path, default) is var (stored, secrets)
            ? $"{stored.Account.Name} {stored.Account["keystoneUrl"]} {secrets["password"]}"
            : "gone";
}
