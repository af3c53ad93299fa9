using System.Net;
using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>Lost, late and wrong answers.</summary>
public sealed class AnswerFaultTests : FaultTests
{
    [Fact]
    public async Task Create_ReplyLostAfterSuccess_IsUnknownAndTheImageIsThere()
    {
        var fault = Arm(FaultKind.DropAfter, "POST");
        var image = CloudClients.NewImage();

        var error = await FailsAsync(() => Clients.CreateAsync(Session, image));

        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.ConnectionLost, (int?)null), (error.Kind, error.Code, error.Status));
        Assert.NotNull(await Clients.FindAsync(Session, image.Id));
        Assert.Equal(1, fault.Occurred);
    }

    [Fact]
    public async Task Create_DroppedBefore_IsUnknownToo()
    {
        Arm(FaultKind.DropBefore, "POST");
        var image = CloudClients.NewImage();

        var error = await FailsAsync(() => Clients.CreateAsync(Session, image));

        Assert.Equal(CloudErrorKind.Unknown, error.Kind);
        Assert.Null(await Clients.FindAsync(Session, image.Id));
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
        var headers = new Dictionary<string, string> { ["Retry-After"] = "7" };
        Arm(new Fault { Kind = FaultKind.Status, Service = "glance", Status = status, Headers = headers });

        var error = method == "GET"
            ? await FindFailsAsync()
            : await FailsAsync(() => Clients.CreateAsync(Session, CloudClients.NewImage()));

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
            Body = "<html><head><title>t</title><style>b {}</style></head><body>\n<h1>Bad &amp; broken</h1><br />try\tlater</body></html>"
                + new string('x', 5000),
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

        var create = await FailsAsync(() => Clients.CreateAsync(Session, image));
        var read = await FailsAsync(() => Clients.FindAsync(Session, image.Id));

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

        var error = await FailsAsync(() => Clients.LogInAsync(Cloud));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadAnswer), (error.Kind, error.Code));
    }

    [Fact]
    public async Task Authenticate_AnswerWithoutToken_IsABadAnswer()
    {
        Arm(new Fault { Kind = FaultKind.Status, Service = "keystone", Status = 201, Body = "{}" });

        var error = await FailsAsync(() => Clients.LogInAsync(Cloud));

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
            Headers = new Dictionary<string, string> { ["Location"] = Server.KeystoneUrl.AbsoluteUri },
        });

        var error = await FindFailsAsync();

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Redirected, status), (error.Kind, error.Code, error.Status));
        Assert.Contains("redirects are not followed", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, followed.Occurred);
    }

    [Fact]
    public async Task AnyCall_NoAnswerInTime_IsTransientForAReadAndUnknownForAChange()
    {
        using var clients = new CloudClients(timeouts: new OpenStackTimeouts { Request = TimeSpan.FromMilliseconds(300) });
        Arm(new Fault { Kind = FaultKind.Delay, Service = "glance", Delay = 60, Times = 2 });

        var read = await FailsAsync(() => clients.FindAsync(Session, Guid.CreateVersion7()));
        var create = await FailsAsync(() => clients.CreateAsync(Session, CloudClients.NewImage()));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.TimedOut), (read.Kind, read.Code));
        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.TimedOut), (create.Kind, create.Code));
    }

    [Fact]
    public async Task AnyCall_CallerCancels_IsNoError()
    {
        using var cancel = new CancellationTokenSource();
        Arm(new Fault { Kind = FaultKind.Delay, Service = "glance", Delay = 60 });

        var call = Clients.Glance.FindImageAsync(Session, Guid.CreateVersion7(), cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task AnyCall_NothingListens_IsATransientConnectionFailure()
    {
        await Server.DisposeAsync();

        var error = await FailsAsync(() => Clients.CreateAsync(Session, CloudClients.NewImage()));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.ConnectionFailed), (error.Kind, error.Code));
        Assert.Contains("ConnectionRefused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCall_NoTls_IsAPermanentTlsFailure()
    {
        var credentials = Cloud.Credentials("publisher");
        var https = new UriBuilder(credentials.KeystoneUrl) { Scheme = "https" }.Uri;

        var error = await FailsAsync(() => Clients.LogInAsync(credentials with { KeystoneUrl = https }));

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
        var session = await Clients.LogInAsync(SimulatedCloud.For(server, options));

        var error = await FailsAsync(() => Clients.CreateAsync(session));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.TokenRejected), (error.Kind, error.Code));
    }

    [Fact]
    public async Task AnyFailure_CloudEchoesSecrets_NoTextHasThem()
    {
        const string Password = "p&ss w\"rd";
        var echo = $"<p>{WebUtility.HtmlEncode(Password)} {Uri.EscapeDataString(Password)} {Session.Token}"
            + $" see http://user:{Session.Token}@host/path?token=query-secret#fragment-secret</p>";
        var login = Cloud.Credentials("publisher") with { Password = Password };
        Arm(new Fault { Kind = FaultKind.Status, Service = "keystone", Status = 403, Body = echo, Times = null });
        Arm(new Fault { Kind = FaultKind.Status, Service = "glance", Status = 403, Body = echo, Times = null });

        var errors = new[]
        {
            await FailsAsync(() => Clients.LogInAsync(login)),
            await FindFailsAsync(),
        };

        Assert.Contains("see http://host/path", errors[1].Message, StringComparison.Ordinal);
        var loginText = errors[0].ToString();
        Assert.DoesNotContain(Password, loginText, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(Password), loginText, StringComparison.Ordinal);
        Assert.All(errors, error => Assert.DoesNotContain("query-secret", error.ToString(), StringComparison.Ordinal));
        Assert.All(errors, error => Assert.DoesNotContain("fragment-secret", error.ToString(), StringComparison.Ordinal));
        Assert.All(
            (string[])[errors[1].ToString(), Session.ToString(), $"{login}"],
            text => Assert.DoesNotContain(Session.Token, text, StringComparison.Ordinal));
        Assert.DoesNotContain(Password, login.ToString(), StringComparison.Ordinal);
    }
}
