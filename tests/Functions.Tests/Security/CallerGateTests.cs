using System.Text;
using Azure.Data.Tables;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Security;

public sealed class CallerGateTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private const string Password = "pass:word with ümlaut";
    private static readonly string Hash = PasswordHash.Create(Password);

    [Fact]
    public async Task Admit_PasswordAndEntitlement_IsTheCaller()
    {
        (CallerGate gate, User user, _) = await CreateAsync();

        Caller caller = await gate.AdmitAsync(Request(user.Login, Password), user.Login, Entitlement.ImagePublish, default);

        Assert.Equal((user.Login, false), (caller.Login, caller.IsAdministrator));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer abc")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic Og==")]
    public async Task Admit_NoUsableCredential_Is401(string? header)
    {
        (CallerGate gate, User user, _) = await CreateAsync();
        HttpRequest request = Request(user.Login, Password);
        request.Headers.Authorization = header;

        Assert.Equal(401, await RefusalAsync(gate.AdmitAsync(request, user.Login, null, default)));
    }

    [Fact]
    public async Task Admit_WrongPassword_Is401AndNotRemembered()
    {
        (CallerGate gate, User user, _) = await CreateAsync();

        Assert.Equal(401, await RefusalAsync(gate.AdmitAsync(Request(user.Login, "wrong"), user.Login, null, default)));
        await gate.AdmitAsync(Request(user.Login, Password), user.Login, null, default);
    }

    [Fact]
    public async Task Admit_AnotherUsersPath_Is404AsForOneThatIsAbsent()
    {
        (CallerGate gate, User user, _) = await CreateAsync();
        (_, User other, _) = await CreateAsync();

        Assert.Equal(404, await RefusalAsync(gate.AdmitAsync(Request(user.Login, Password), other.Login, null, default)));
        Assert.Equal(404, await RefusalAsync(gate.AdmitAsync(Request(user.Login, Password), "nobody", null, default)));
    }

    [Fact]
    public async Task Admit_Administrator_MayActOnEveryUser()
    {
        (CallerGate gate, User user, _) = await CreateAsync(user => user with { IsAdministrator = true, Entitlements = new HashSet<string>() });

        Caller caller = await gate.AdmitAsync(Request(user.Login, Password), "somebody", Entitlement.ImagePublish, default);

        Assert.Equal(user.Login, caller.Login);
    }

    [Fact]
    public async Task Admit_EntitlementMissing_Is403AndNamesIt()
    {
        (CallerGate gate, User user, _) = await CreateAsync(user => user with { Entitlements = new HashSet<string>() });

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(
            () => gate.AdmitAsync(Request(user.Login, Password), user.Login, Entitlement.ImagePublish, default));

        Assert.Equal((403, "image_publish"), (refusal.Status, refusal.Field));
    }

    [Fact]
    public async Task Admit_DisabledMeanwhile_IsRefusedAfterAMinuteAtMost()
    {
        var time = new SkippingTime();
        (CallerGate gate, User user, UserStore users) = await CreateAsync(time: time);
        await gate.AdmitAsync(Request(user.Login, Password), user.Login, null, default);
        await users.PutAsync(user with { IsDisabled = true }, default);

        time.Skip(TimeSpan.FromSeconds(61));

        Assert.Equal(401, await RefusalAsync(gate.AdmitAsync(Request(user.Login, Password), user.Login, null, default)));
    }

    [Fact]
    public void Create_SamePasswordTwice_HasAnotherSaltAndBothMatch()
    {
        string again = PasswordHash.Create(Password);

        Assert.NotEqual(Hash, again);
        Assert.True(PasswordHash.Matches(Password, again));
        Assert.False(PasswordHash.Matches(Password + " ", again));
    }

    private static async Task<int> RefusalAsync(Task<Caller> admission) =>
        (await Assert.ThrowsAsync<RefusalException>(() => admission)).Status;

    private static HttpRequest Request(string login, string password)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{password}"));
        return context.Request;
    }

    private async Task<(CallerGate Gate, User User, UserStore Users)> CreateAsync(Func<User, User>? change = null, TimeProvider? time = null)
    {
        var users = new UserStore(new TableServiceClient(azurite.ConnectionString));
        await users.EnsureAsync(default);
        var user = new User
        {
            Login = SharedAzurite.UniqueName("user"),
            PasswordHash = Hash,
            Entitlements = new HashSet<string> { Entitlement.ImagePublish },
        };
        user = change?.Invoke(user) ?? user;
        await users.PutAsync(user, default);
        return (Gates.Create(azurite.ConnectionString, time), user, users);
    }
}
