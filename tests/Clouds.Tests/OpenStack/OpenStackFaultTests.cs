using System.Net;
using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>What the clients say when a cloud misbehaves; a simulator for each test, so that no fault hits another's request.</summary>
public sealed class OpenStackFaultTests : IAsyncLifetime, IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly CloudSimulatorOptions _options = new();
    private readonly CloudClients _clients = new(timeouts: new OpenStackTimeouts
    {
        Request = TimeSpan.FromSeconds(30),
        UploadStall = TimeSpan.FromMilliseconds(500),
    });

    private CloudSimulatorServer _server = null!;
    private OpenStackSession _session = null!;

    private TestCloud Cloud => SimulatedCloud.For(_server, _options);

    public async Task InitializeAsync()
    {
        _server = await CloudSimulatorServer.StartAsync(_options);
        _session = await _clients.LogInAsync(Cloud);
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task Create_ReplyLostAfterSuccess_IsUnknownAndTheImageIsThere()
    {
        var fault = Arm(FaultKind.DropAfter, "POST");
        var image = CloudClients.NewImage();

        var error = await FailsAsync(() => _clients.Glance.CreateImageAsync(_session, image, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.ConnectionLost, (int?)null), (error.Kind, error.Code, error.Status));
        Assert.NotNull(await _clients.Glance.FindImageAsync(_session, image.Id, CancellationToken.None));
        Assert.Equal(1, fault.Occurred);
    }

    [Fact]
    public async Task Create_DroppedBefore_IsUnknownToo()
    {
        Arm(FaultKind.DropBefore, "POST");
        var image = CloudClients.NewImage();

        var error = await FailsAsync(() => _clients.Glance.CreateImageAsync(_session, image, CancellationToken.None));

        Assert.Equal(CloudErrorKind.Unknown, error.Kind);
        Assert.Null(await _clients.Glance.FindImageAsync(_session, image.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Find_ConnectionDropped_IsTransient()
    {
        Arm(FaultKind.DropBefore, "GET", times: null);

        var error = await FindFailsAsync();

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.ConnectionLost), (error.Kind, error.Code));
    }

    [Theory]
    [InlineData(429, "GET", CloudErrorKind.Transient, CloudErrorCode.TooManyRequests)]
    [InlineData(503, "POST", CloudErrorKind.Transient, CloudErrorCode.ServerError)]
    [InlineData(500, "GET", CloudErrorKind.Transient, CloudErrorCode.ServerError)]
    [InlineData(500, "POST", CloudErrorKind.Unknown, CloudErrorCode.ServerError)]
    [InlineData(504, "POST", CloudErrorKind.Unknown, CloudErrorCode.ServerError)]
    [InlineData(422, "POST", CloudErrorKind.Permanent, CloudErrorCode.BadRequest)]
    public async Task AnyCall_ErrorStatus_KeepsStatusAndRetryAfter(int status, string method, CloudErrorKind kind, string code)
    {
        Arm(new Fault { Kind = FaultKind.Status, Service = "glance", Status = status, Headers = new Dictionary<string, string> { ["Retry-After"] = "7" } });

        var error = method == "GET"
            ? await FindFailsAsync()
            : await FailsAsync(() => _clients.Glance.CreateImageAsync(_session, CloudClients.NewImage(), CancellationToken.None));

        Assert.Equal((kind, code, status), (error.Kind, error.Code, error.Status));
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
    }

    [Fact]
    public async Task AnyCall_HtmlError_BecomesOneLineWithoutMarkup()
    {
        Arm(new Fault
        {
            Kind = FaultKind.Status,
            Service = "glance",
            Status = 502,
            Body = "<html><head><title>t</title><style>b {}</style></head><body>\n<h1>Bad &amp; broken</h1><br />try\tlater</body></html>" + new string('x', 5000),
        });

        var error = await FindFailsAsync();

        Assert.StartsWith("Glance: read image: 502, Bad & broken try later", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 400, 450);
    }

    [Theory]
    [InlineData("<html>a proxy's page</html>", "a body that is not JSON")]
    [InlineData("", "an empty body")]
    [InlineData("[]", "JSON without what the API promises")]
    [InlineData("{\"id\": null}", "JSON without what the API promises")]
    [InlineData("{\"id\": \"x\", \"status\": \"queued\"", "a body that is not JSON")]
    public async Task AnyCall_SuccessThatCannotBeRead_IsUnknownAfterAChangeElsePermanent(string body, string said)
    {
        Arm(new Fault { Kind = FaultKind.Garble, Service = "glance", Body = body, Times = 2 });
        var image = CloudClients.NewImage();

        var create = await FailsAsync(() => _clients.Glance.CreateImageAsync(_session, image, CancellationToken.None));
        var read = await FailsAsync(() => _clients.Glance.FindImageAsync(_session, image.Id, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.BadAnswer, 201), (create.Kind, create.Code, create.Status));
        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadAnswer, 200), (read.Kind, read.Code, read.Status));
        Assert.Equal($"Glance: read image: the answer 200 has {said}.", read.Message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"token\": {}}")]
    [InlineData("{\"token\": {\"expires_at\": null, \"project\": {\"id\": \"p\"}}}")]
    [InlineData("{\"token\": {\"expires_at\": \"soon\", \"project\": {\"id\": \"p\"}}}")]
    public async Task Authenticate_AnswerThatCannotBeRead_IsABadAnswer(string body)
    {
        Arm(new Fault { Kind = FaultKind.Garble, Service = "keystone", Body = body });

        var error = await FailsAsync(() => _clients.LogInAsync(Cloud));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadAnswer), (error.Kind, error.Code));
    }

    [Fact]
    public async Task Authenticate_AnswerWithoutToken_IsABadAnswer()
    {
        Arm(new Fault { Kind = FaultKind.Status, Service = "keystone", Status = 201, Body = "{}" });

        var error = await FailsAsync(() => _clients.LogInAsync(Cloud));

        Assert.Equal(CloudErrorCode.BadAnswer, error.Code);
    }

    [Fact]
    public async Task AnyCall_EndlessBody_IsReadNoFurtherThanTheLimit()
    {
        Arm(FaultKind.Endless, "GET");

        var error = await FindFailsAsync();

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadAnswer), (error.Kind, error.Code));
        Assert.Contains("more than the limit", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task AnyCall_Redirect_IsRefusedAndNotFollowed(int status)
    {
        var followed = Arm(new Fault { Kind = FaultKind.Status, Service = "keystone", Method = "GET", Times = null });
        Arm(new Fault
        {
            Kind = FaultKind.Status,
            Service = "glance",
            Status = status,
            Headers = new Dictionary<string, string> { ["Location"] = _server.KeystoneUrl.AbsoluteUri },
        });

        var error = await FindFailsAsync();

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Redirected, status), (error.Kind, error.Code, error.Status));
        Assert.Contains("redirects are not followed", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, followed.Occurred);
    }

    [Fact]
    public async Task Upload_Stalled_StopsAtTheLimitAndIsQueuedAgain()
    {
        var id = await _clients.CreateAsync(_session);
        Arm(new Fault { Kind = FaultKind.Stall, Service = "glance", Method = "PUT", AfterBytes = 3 * MiB, Delay = 2 });

        var error = await FailsAsync(() => _clients.UploadAsync(_session, id, new RandomStream(64 * MiB)));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.Stalled), (error.Kind, error.Code));
        Assert.Contains($"of {64 * MiB} bytes", error.Message, StringComparison.Ordinal);
        await _clients.WaitForStatusAsync(_session, id, GlanceImageStatus.Queued);
        await _clients.UploadAsync(_session, id, new RandomStream(MiB));
    }

    [Fact]
    public async Task Upload_SlowSource_IsNoStall()
    {
        var id = await _clients.CreateAsync(_session);
        using var pause = new ManualResetEventSlim();
        using var data = new RandomStream(5 * 256 * 1024, read: _ => pause.Wait(TimeSpan.FromMilliseconds(200)));

        await _clients.UploadAsync(_session, id, data);

        await _clients.WaitForStatusAsync(_session, id, GlanceImageStatus.Active);
    }

    [Fact]
    public async Task Upload_AllSentButNoAnswer_IsUnknown()
    {
        using var clients = new CloudClients(timeouts: new OpenStackTimeouts { UploadAnswer = TimeSpan.FromMilliseconds(300) });
        var id = await clients.CreateAsync(_session);
        Arm(new Fault { Kind = FaultKind.Stall, Service = "glance", Method = "PUT", AfterBytes = 0, Delay = 60 });

        var error = await FailsAsync(() => clients.UploadAsync(_session, id, new RandomStream(10)));

        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.TimedOut), (error.Kind, error.Code));
    }

    [Fact]
    public async Task Upload_ConnectionLost_IsTransientBeforeTheLastByteAndUnknownAfterIt()
    {
        var id = await _clients.CreateAsync(_session);
        Arm(FaultKind.DropBefore, "PUT");
        var before = await FailsAsync(() => _clients.UploadAsync(_session, id, new RandomStream(64 * MiB)));
        Arm(FaultKind.DropAfter, "PUT");
        var after = await FailsAsync(() => _clients.UploadAsync(_session, id, new RandomStream(MiB)));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.ConnectionLost), (before.Kind, before.Code));
        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.ConnectionLost), (after.Kind, after.Code));
        await _clients.WaitForStatusAsync(_session, id, GlanceImageStatus.Active);
    }

    [Fact]
    public async Task Upload_SourceFails_ThrowsWhatTheSourceThrew()
    {
        var id = await _clients.CreateAsync(_session);
        using var data = new RandomStream(64 * MiB, read: position => _ = position < MiB ? 0 : throw new InvalidDataException("changed"));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => _clients.UploadAsync(_session, id, data));

        Assert.Equal("changed", error.Message);
    }

    [Fact]
    public async Task AnyCall_NoAnswerInTime_IsTransientForAReadAndUnknownForAChange()
    {
        using var clients = new CloudClients(timeouts: new OpenStackTimeouts { Request = TimeSpan.FromMilliseconds(300) });
        Arm(new Fault { Kind = FaultKind.Delay, Service = "glance", Delay = 60, Times = 2 });

        var read = await FailsAsync(() => clients.Glance.FindImageAsync(_session, Guid.CreateVersion7(), CancellationToken.None));
        var create = await FailsAsync(() => clients.Glance.CreateImageAsync(_session, CloudClients.NewImage(), CancellationToken.None));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.TimedOut), (read.Kind, read.Code));
        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.TimedOut), (create.Kind, create.Code));
    }

    [Fact]
    public async Task AnyCall_CallerCancels_IsNoError()
    {
        using var cancel = new CancellationTokenSource();
        Arm(new Fault { Kind = FaultKind.Delay, Service = "glance", Delay = 60 });

        var call = _clients.Glance.FindImageAsync(_session, Guid.CreateVersion7(), cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task AnyCall_NothingListens_IsATransientConnectionFailure()
    {
        await _server.DisposeAsync();

        var error = await FailsAsync(() => _clients.Glance.CreateImageAsync(_session, CloudClients.NewImage(), CancellationToken.None));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.ConnectionFailed), (error.Kind, error.Code));
        Assert.Contains("ConnectionRefused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_NoTls_IsAPermanentTlsFailure()
    {
        var credentials = Cloud.Credentials("publisher");
        var https = new UriBuilder(credentials.KeystoneUrl) { Scheme = "https" }.Uri;

        var error = await FailsAsync(() => _clients.Keystone.AuthenticateAsync(credentials with { KeystoneUrl = https }, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.TlsFailed), (error.Kind, error.Code));
    }

    [Fact]
    public async Task AnyCall_HandlerRefusesTheAddress_ThatRefusalReachesTheCaller()
    {
        var refusal = new CloudException(CloudErrorKind.Permanent, "Refused", "this address is not allowed");
        using var clients = new CloudClients(new SocketsHttpHandler { ConnectCallback = (_, _) => throw refusal });

        Assert.Same(refusal, await FailsAsync(() => clients.LogInAsync(Cloud)));
    }

    [Fact]
    public async Task AnyCall_TokenExpired_AsksForANewLogin()
    {
        var options = new CloudSimulatorOptions { TokenLifetime = TimeSpan.Zero };
        await using var server = await CloudSimulatorServer.StartAsync(options);
        var session = await _clients.LogInAsync(SimulatedCloud.For(server, options));

        var error = await FailsAsync(() => _clients.CreateAsync(session));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.TokenRejected), (error.Kind, error.Code));
    }

    [Fact]
    public async Task AnyFailure_CloudEchoesSecrets_NoTextHasThem()
    {
        const string Password = "p&ss w\"rd";
        var echo = $"<p>{WebUtility.HtmlEncode(Password)} {Uri.EscapeDataString(Password)} {_session.Token}"
            + $" see http://user:{_session.Token}@host/path?token=query-secret#fragment-secret</p>";
        var login = Cloud.Credentials("publisher") with { Password = Password };
        Arm(new Fault { Kind = FaultKind.Status, Service = "keystone", Status = 403, Body = echo, Times = null });
        Arm(new Fault { Kind = FaultKind.Status, Service = "glance", Status = 403, Body = echo, Times = null });

        var errors = new[]
        {
            await FailsAsync(() => _clients.Keystone.AuthenticateAsync(login, CancellationToken.None)),
            await FindFailsAsync(),
        };

        Assert.Contains("see http://host/path", errors[1].Message, StringComparison.Ordinal);
        var loginText = errors[0].ToString();
        Assert.All((string[])[Password, Uri.EscapeDataString(Password)], secret => Assert.DoesNotContain(secret, loginText, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.DoesNotContain("query-secret", error.ToString(), StringComparison.Ordinal));
        Assert.All(errors, error => Assert.DoesNotContain("fragment-secret", error.ToString(), StringComparison.Ordinal));
        Assert.All(
            (string[])[errors[1].ToString(), _session.ToString(), $"{login}"],
            text => Assert.DoesNotContain(_session.Token, text, StringComparison.Ordinal));
        Assert.DoesNotContain(Password, login.ToString(), StringComparison.Ordinal);
    }

    private static Task<CloudException> FailsAsync(Func<Task> call) => Assert.ThrowsAsync<CloudException>(call);

    private Task<CloudException> FindFailsAsync() =>
        FailsAsync(() => _clients.Glance.FindImageAsync(_session, Guid.CreateVersion7(), CancellationToken.None));

    private ArmedFault Arm(Fault fault) => _server.Faults.Add(fault);

    private ArmedFault Arm(FaultKind kind, string method, int? times = 1) =>
        Arm(new Fault { Kind = kind, Service = "glance", Method = method, Times = times });
}
