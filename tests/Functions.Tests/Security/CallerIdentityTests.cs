using System.Globalization;
using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Security;

/// <summary>The ways to say who calls besides a plain user name and password, and what guessing costs.</summary>
public sealed class CallerIdentityTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private const string Password = "correct horse battery";
    private static readonly string Hash = PasswordHash.Create(Password);

    [Fact]
    public async Task Admit_AdministratorForAUser_IsThatUserWithThatUsersEntitlements()
    {
        User administrator = await AddAsync(new User { Login = SharedAzurite.UniqueName("boss"), PasswordHash = Hash, IsAdministrator = true });
        User target = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), Entitlements = new HashSet<string> { Entitlement.ImageGenerate } });
        CallerGate gate = Gates.Create(azurite.ConnectionString);
        HttpRequest request = Basic($"{administrator.Login}\\{target.Login}", Password);

        Caller caller = await gate.AdmitAsync(request, target.Login, Entitlement.ImageGenerate, default);

        Assert.Equal((target.Login, false), (caller.Login, caller.IsAdministrator));
        Assert.Equal(403, await RefusalAsync(gate.AdmitAsync(request, target.Login, Entitlement.ImagePublish, default)));
        Assert.Equal(404, await RefusalAsync(gate.AdmitAsync(request, administrator.Login, null, default)));
        Assert.Equal(403, await RefusalAsync(gate.AdmitAdministratorAsync(request, null, default)));
    }

    [Fact]
    public async Task Admit_SupervisorWhoIsNoneOrForNobody_Is401()
    {
        User plain = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        User administrator = await AddAsync(new User { Login = SharedAzurite.UniqueName("boss"), PasswordHash = Hash, IsAdministrator = true });
        User disabled = await AddAsync(new User { Login = SharedAzurite.UniqueName("gone"), IsDisabled = true });
        CallerGate gate = Gates.Create(azurite.ConnectionString);

        foreach (string login in (string[])[$"{plain.Login}\\{administrator.Login}", $"{administrator.Login}\\nobody", $"{administrator.Login}\\{disabled.Login}"])
            Assert.Equal(401, await RefusalAsync(gate.AdmitAsync(Basic(login, Password), administrator.Login, null, default)));
    }

    [Fact]
    public async Task Admit_SignedWithAKey_IsItsUserUntilTheKeyIsDeleted()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), Entitlements = new HashSet<string> { Entitlement.ImagePublish } });
        var tables = new TableServiceClient(azurite.ConnectionString);
        ApiKeyStore keys = Gates.Keys(tables);
        await new SecretStore(tables, new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider()).EnsureAsync(default);
        (ApiKey key, string secret) = (await keys.TryAddAsync(user.Login, "ci", null, quota: 5, default))!.Value;
        var time = new SteppedTime();
        CallerGate gate = Gates.Create(tables, time, keys: keys);

        Caller caller = await gate.AdmitAsync(Signed(user.Login, key.PublicKey, secret), user.Login, Entitlement.ImagePublish, default);

        Assert.Equal(user.Login, caller.Login);
        Assert.Equal(401, await RefusalAsync(gate.AdmitAsync(Signed(user.Login, key.PublicKey, secret + "x"), user.Login, null, default)));
        Assert.Equal(401, await RefusalAsync(gate.AdmitAsync(Signed(user.Login, "unknown", secret), user.Login, null, default)));
        await keys.DeleteAsync(key, default);
        time.Now += TimeSpan.FromSeconds(61);
        Assert.Equal(401, await RefusalAsync(gate.AdmitAsync(Signed(user.Login, key.PublicKey, secret), user.Login, null, default)));
        Assert.Empty(await keys.ListAsync(user.Login, default).ToListAsync());
    }

    [Fact]
    public async Task Admit_PrincipalOfThePlatform_CountsOnlyWhereThatIsOn()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user") });
        HttpRequest request = new DefaultHttpContext().Request;
        string principal = $$"""{"auth_typ":"aad","claims":[{"typ":"preferred_username","val":"{{user.Login}}"}]}""";
        request.Headers["X-MS-CLIENT-PRINCIPAL"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(principal));

        Assert.Equal(401, await RefusalAsync(Gates.Create(azurite.ConnectionString).AdmitAsync(request, user.Login, null, default)));
        CallerGate on = Gates.Create(azurite.ConnectionString, options: new SecurityOptions(PrincipalClaim: "preferred_username"));
        Assert.Equal(user.Login, (await on.AdmitAsync(request, user.Login, null, default)).Login);
        request.Headers["X-MS-CLIENT-PRINCIPAL"] = "bm90IGpzb24=";
        Assert.Equal(401, await RefusalAsync(on.AdmitAsync(request, user.Login, null, default)));
    }

    [Fact]
    public async Task Admit_AfterTenWrongPasswords_Is429FromThatAddressOnlyAndForAMinute()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        var time = new SteppedTime();
        CallerGate gate = Gates.Create(azurite.ConnectionString, time);
        for (int i = 0; i < 10; i++) Assert.Equal(401, await RefusalAsync(gate.AdmitAsync(Basic(user.Login, $"guess {i}"), user.Login, null, default)));

        HttpRequest blocked = Basic(user.Login, Password);
        Assert.Equal(429, await RefusalAsync(gate.AdmitAsync(blocked, user.Login, null, default)));
        Assert.InRange(int.Parse(blocked.HttpContext.Response.Headers.RetryAfter.ToString(), CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(user.Login, (await gate.AdmitAsync(Basic(user.Login, Password, "10.0.0.9"), user.Login, null, default)).Login);
        Assert.Equal(user.Login, (await gate.AdmitAsync(blocked, user.Login, null, default)).Login);
        time.Now += TimeSpan.FromSeconds(61);
        Assert.Equal(user.Login, (await gate.AdmitAsync(blocked, user.Login, null, default)).Login);
    }

    [Fact]
    public async Task Admit_ManyWrongPasswordsAtOnce_AreCountedToo()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        CallerGate gate = Gates.Create(azurite.ConnectionString, new SteppedTime());

        int[] answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => RefusalAsync(gate.AdmitAsync(Basic(user.Login, $"guess {i}"), user.Login, null, default))));

        Assert.Equal((10, 10), (answers.Count(status => status == 401), answers.Count(status => status == 429)));
    }

    [Fact]
    public async Task Admit_RightPasswordAThousandTimesAtOnce_IsLookedAtOnceAndNeverRefused()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        var looks = new CountedRequests();
        CallerGate gate = Gates.Create(looks.Tables(azurite.ConnectionString), new SteppedTime());

        Caller[] callers = await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(_ => gate.AdmitAsync(Basic(user.Login, Password), user.Login, null, default)));

        Assert.All(callers, caller => Assert.Equal(user.Login, caller.Login));
        Assert.Equal(1, looks.Count);
    }

    [Fact]
    public async Task Admit_ManyUsersAtOnceFromOneAddress_AreAllAdmitted()
    {
        User[] users = await Task.WhenAll(Enumerable.Range(0, 15).Select(
            i => AddAsync(new User { Login = SharedAzurite.UniqueName($"user{i}"), PasswordHash = Hash })));
        CallerGate gate = Gates.Create(azurite.ConnectionString, new SteppedTime());

        Caller[] callers = await Task.WhenAll(users.Select(user => gate.AdmitAsync(Basic(user.Login, Password), user.Login, null, default)));

        Assert.Equal(users.Select(user => user.Login), callers.Select(caller => caller.Login));
    }

    [Fact]
    public async Task Admit_ManyGuessesAtOnce_AreNotLookedAtBeyondTheLimit()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        var looks = new CountedRequests();
        CallerGate gate = Gates.Create(looks.Tables(azurite.ConnectionString), new SteppedTime());

        int[] answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => RefusalAsync(gate.AdmitAsync(Basic(user.Login, $"guess {i}"), user.Login, null, default))));

        Assert.Equal((10, 190), (answers.Count(status => status == 401), answers.Count(status => status == 429)));
        Assert.Equal(10, looks.Count);
    }

    [Fact]
    public async Task Admit_EqualGuessesAtOnce_AreLookedAtOnceAndCountEach()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        var looks = new CountedRequests { Held = new TaskCompletionSource() };
        CallerGate gate = Gates.Create(looks.Tables(azurite.ConnectionString), new SteppedTime());

        Task<int>[] guesses = [.. Enumerable.Range(0, 30).Select(_ => RefusalAsync(gate.AdmitAsync(Basic(user.Login, "wrong"), user.Login, null, default)))];
        looks.Held.SetResult();
        int[] answers = await Task.WhenAll(guesses);

        Assert.Equal((10, 20), (answers.Count(status => status == 401), answers.Count(status => status == 429)));
        Assert.Equal(1, looks.Count);
    }

    [Fact]
    public async Task Admit_RightAmongGuessesAtOnce_WaitsForItsTurnAndIsAdmitted()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        CallerGate gate = Gates.Create(azurite.ConnectionString, new SteppedTime());

        Task<int>[] guesses = [.. Enumerable.Range(0, 9).Select(i => RefusalAsync(gate.AdmitAsync(Basic(user.Login, $"guess {i}"), user.Login, null, default)))];
        Caller caller = await gate.AdmitAsync(Basic(user.Login, Password), user.Login, null, default);

        Assert.Equal(user.Login, caller.Login);
        Assert.All(await Task.WhenAll(guesses), status => Assert.Equal(401, status));
    }

    [Fact]
    public async Task Admit_CallerWhoGoesAwayWhileOthersWait_TakesNothingFromThem()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        var looks = new CountedRequests { Held = new TaskCompletionSource() };
        CallerGate gate = Gates.Create(looks.Tables(azurite.ConnectionString), new SteppedTime());
        using var gone = new CancellationTokenSource();

        Task first = gate.AdmitAsync(Basic(user.Login, Password), user.Login, null, gone.Token);
        Task<Caller> second = gate.AdmitAsync(Basic(user.Login, Password), user.Login, null, default);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        looks.Held.SetResult();
        Assert.Equal(user.Login, (await second).Login);
    }

    [Fact]
    public async Task Admit_StorageThatFails_CountsNothing()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user"), PasswordHash = Hash });
        var looks = new CountedRequests { IsBroken = true };
        CallerGate gate = Gates.Create(looks.Tables(azurite.ConnectionString), new SteppedTime());
        for (int i = 0; i < 12; i++) await Assert.ThrowsAsync<RequestFailedException>(() => gate.AdmitAsync(Basic(user.Login, Password), user.Login, null, default));

        looks.IsBroken = false;

        Assert.Equal(user.Login, (await gate.AdmitAsync(Basic(user.Login, Password), user.Login, null, default)).Login);
    }

    [Fact]
    public async Task Admit_WrongSignaturesOfAKeyInUse_AreLimitedToo()
    {
        User user = await AddAsync(new User { Login = SharedAzurite.UniqueName("user") });
        var tables = new TableServiceClient(azurite.ConnectionString);
        ApiKeyStore keys = Gates.Keys(tables);
        await new SecretStore(tables, new Microsoft.AspNetCore.DataProtection.EphemeralDataProtectionProvider()).EnsureAsync(default);
        (ApiKey key, string secret) = (await keys.TryAddAsync(user.Login, "ci", null, quota: 5, default))!.Value;
        CallerGate gate = Gates.Create(tables, new SteppedTime(), keys: keys);
        await gate.AdmitAsync(Signed(user.Login, key.PublicKey, secret), user.Login, null, default);

        int[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => RefusalAsync(gate.AdmitAsync(Signed(user.Login, key.PublicKey, $"{secret}{i}"), user.Login, null, default))));

        Assert.Equal((10, 10), (answers.Count(status => status == 401), answers.Count(status => status == 429)));
        Assert.Equal(user.Login, (await gate.AdmitAsync(Signed(user.Login, key.PublicKey, secret), user.Login, null, default)).Login);
    }

    private static async Task<int> RefusalAsync(Task admission) => (await Assert.ThrowsAsync<RefusalException>(() => admission)).Status;

    private static HttpRequest Basic(string login, string password, string address = "10.0.0.1")
    {
        HttpContext context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Headers.Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{password}"));
        return context.Request;
    }

    private static HttpRequest Signed(string login, string key, string secret)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        string signature = SignedRequest.Sign($"users/{login}/pimages?apiKey={key}", secret);
        request.Path = $"/api/users/{login}/pimages";
        request.QueryString = new QueryString($"?apiKey={key}&signature={Uri.EscapeDataString(signature)}");
        return request;
    }

    private async Task<User> AddAsync(User user)
    {
        var users = new UserStore(new TableServiceClient(azurite.ConnectionString));
        await users.EnsureAsync(default);
        await users.PutAsync(user, default);
        return user;
    }

    /// <summary>Counts what is asked of storage, or lets it fail.</summary>
    private sealed class CountedRequests : HttpPipelinePolicy
    {
        private int _count;

        public int Count => _count;

        public bool IsBroken { get; set; }

        /// <summary>Until it is set, storage does not answer; null where it does at once.</summary>
        public TaskCompletionSource? Held { get; init; }

        public TableServiceClient Tables(string connection)
        {
            var options = new TableClientOptions { Retry = { MaxRetries = 0 } };
            options.AddPolicy(this, HttpPipelinePosition.PerCall);
            return new TableServiceClient(connection, options);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            Interlocked.Increment(ref _count);
            if (Held is not null) await Held.Task;
            if (IsBroken) throw new RequestFailedException(503, "Storage is broken.");
            await ProcessNextAsync(message, pipeline);
        }
    }

    private sealed class SteppedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
