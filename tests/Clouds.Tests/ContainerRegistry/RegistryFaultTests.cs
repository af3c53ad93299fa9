using CloudSimulator;
using CloudSimulator.Faults;
using CloudSimulator.Registry;
using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Clouds.Tests.ContainerRegistry;

/// <summary>What the client says and does when a registry misbehaves; a simulator for each test.</summary>
public sealed class RegistryFaultTests : IAsyncLifetime, IDisposable
{
    private const int MiB = RegistryTools.MiB;

    private readonly RegistryTools _tools = new(new RegistryTimeouts
    {
        UploadStall = TimeSpan.FromMilliseconds(500),
        UploadAnswer = TimeSpan.FromMilliseconds(500),
        ChunkGrace = TimeSpan.FromMilliseconds(200),
    });

    private CloudSimulatorServer _server = null!;
    private RegistrySession _session = null!;

    public Task InitializeAsync() => StartAsync(new RegistryBehaviour());

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData(429, CloudErrorKind.Transient, CloudErrorCode.TooManyRequests)]
    [InlineData(503, CloudErrorKind.Transient, CloudErrorCode.ServerError)]
    [InlineData(403, CloudErrorKind.Permanent, CloudErrorCode.Forbidden)]
    [InlineData(404, CloudErrorKind.Permanent, CloudErrorCode.NotFound)]
    [InlineData(413, CloudErrorKind.Permanent, CloudErrorCode.TooLarge)]
    [InlineData(307, CloudErrorKind.Permanent, CloudErrorCode.Redirected)]
    public async Task Push_BeginRefused_IsOfThatKindWithTheRegistrysWords(int status, CloudErrorKind kind, string code)
    {
        Arm(new Fault
        {
            Service = "registry",
            Kind = FaultKind.Status,
            Method = "POST",
            Status = status,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "7" },
            Body = """{"errors":[{"code":"X","message":"publisher-secret is full"}]}""",
        });

        var error = await FailsAsync(() => _tools.PushAsync(_session, RegistryTools.Blob([1])));

        Assert.Equal((kind, code, status), (error.Kind, error.Code, error.Status));
        Assert.DoesNotContain("publisher-secret", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
    }

    [Fact]
    public async Task Push_ReplyToAChunkLost_GoesOnFromWhatTheRegistryHas()
    {
        var bytes = RegistryTools.Bytes(4 * MiB);
        Arm(new Fault { Service = "registry", Kind = FaultKind.DropAfter, Method = "PATCH", Times = 1 });

        await _tools.PushAsync(_session, RegistryTools.Blob(bytes));

        Assert.Equal(4 * MiB, _server.RegistryRequests.Where(request => request.Method is "PATCH" or "PUT").Sum(request => request.Bytes));
        Assert.Equal(1, _server.RegistryRequests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task Push_EveryReplyToChunksLost_FailsInsteadOfTryingForEver()
    {
        var bytes = RegistryTools.Bytes(4 * MiB);
        Arm(new Fault { Service = "registry", Kind = FaultKind.DropBefore, Method = "PATCH", Times = null });

        var error = await FailsAsync(() => _tools.PushAsync(_session, RegistryTools.Blob(bytes)));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.ConnectionLost), (error.Kind, error.Code));
        Assert.NotNull(_tools.Remembered[^1]);
    }

    [Fact]
    public async Task Push_StalledChunk_IsGivenUpAndIsThereAfterSomeTries()
    {
        var blob = RegistryTools.Blob(RegistryTools.Bytes(4 * MiB, seed: 2));
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var fault = Arm(new Fault { Service = "registry", Kind = FaultKind.Stall, Method = "PATCH", AfterBytes = 1000, Delay = 120 });

        do
        {
            var error = await Record.ExceptionAsync(() => _tools.PushAsync(_session, blob, resume: _tools.Remembered.LastOrDefault()));
            Assert.True(error is null or CloudException { Kind: not CloudErrorKind.Permanent }, error?.ToString());
        }
        while (!await _tools.Client.HasBlobAsync(_session, blob.Digest, late.Token));

        Assert.Equal(1, fault.Occurred);
    }

    [Fact]
    public async Task Push_CancelledWhileAChunkStalls_EndsSoonAfterTheGrace()
    {
        using var cancel = new CancellationTokenSource();
        Arm(new Fault { Service = "registry", Kind = FaultKind.Stall, Method = "PATCH", AfterBytes = 1000, Delay = 60, Times = null });
        using var patient = new RegistryTools(new RegistryTimeouts { ChunkGrace = TimeSpan.FromMilliseconds(200) });
        var blob = RegistryTools.Blob(RegistryTools.Bytes(4 * MiB), (_, _) => cancel.Cancel());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => patient.PushAsync(_session, blob, cancellation: cancel.Token).WaitAsync(TimeSpan.FromSeconds(20)));

        Assert.True(await patient.Client.CancelUploadAsync(_session, patient.Remembered[^1]!, CancellationToken.None));
    }

    [Fact]
    public async Task Push_RegistryRefusesChunks_SendsTheBlobWhole()
    {
        await StartAsync(new RegistryBehaviour { Chunks = false });
        var bytes = RegistryTools.Bytes(3 * MiB);

        await _tools.PushAsync(_session, RegistryTools.Blob(bytes));

        Assert.Equal(3 * MiB, Assert.Single(_server.RegistryRequests, request => request.Method == "PUT").Bytes);
        Assert.Equal(0, _server.OpenRegistryUploads);
    }

    [Fact]
    public async Task Push_TokensRevokedBetweenChunks_GetsNewOnesWithoutAWord()
    {
        await StartAsync(new RegistryBehaviour { Tokens = true });
        using var http = new HttpClient();
        var bytes = RegistryTools.Bytes(4 * MiB);
        var blob = RegistryTools.Blob(bytes);
        var parts = new HashSet<long>();
        var revoking = blob with
        {
            OpenAsync = async (offset, length, stop) =>
            {
                if (parts.Add(offset))
                {
                    await http.DeleteAsync(new Uri(_server.RegistryUrl, "tokens"), stop);
                }

                return await blob.OpenAsync(offset, length, stop);
            },
        };

        await _tools.PushAsync(_session, revoking);

        Assert.True(await _tools.Client.HasBlobAsync(_session, blob.Digest, CancellationToken.None));
    }

    [Fact]
    public async Task Push_TokensAreKept_AsksForOneAScope()
    {
        await StartAsync(new RegistryBehaviour { Tokens = true });
        var issued = Arm(new Fault { Service = "registry", Kind = FaultKind.Delay, Path = "^/token$", Times = null });

        await _tools.PushImageAsync(_session, "v1");

        Assert.Equal(1, issued.Occurred);
    }

    [Fact]
    public async Task Ping_TokenServerThatIsNone_IsNotAsked()
    {
        var challenge = new Fault
        {
            Service = "registry",
            Kind = FaultKind.Status,
            Status = 401,
            Times = null,
            Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = "Bearer realm=\"file:///etc/passwd\",service=\"x\"" },
        };
        Arm(challenge);

        var error = await FailsAsync(() => _tools.Client.PingAsync(_session, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.AuthenticationFailed), (error.Kind, error.Code));
        Assert.Contains("no token server", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_LocationAtAnotherHost_IsShownNoLogin()
    {
        var options = new CloudSimulatorOptions();
        await using var other = await CloudSimulatorServer.StartAsync(options);
        Arm(new Fault
        {
            Service = "registry",
            Kind = FaultKind.Status,
            Method = "POST",
            Status = 202,
            Headers = new Dictionary<string, string> { ["Location"] = $"{other.RegistryUrl}v2/elsewhere/blobs/uploads/1?_state=0" },
        });

        var error = await FailsAsync(() => _tools.PushAsync(_session, RegistryTools.Blob([1, 2, 3])));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Forbidden, 401), (error.Kind, error.Code, error.Status));
        Assert.Equal(401, Assert.Single(other.RegistryRequests).Status);
    }

    [Fact]
    public async Task PutManifest_RegistryThatStoredSomethingElse_IsFound()
    {
        Arm(new Fault
        {
            Service = "registry",
            Kind = FaultKind.Status,
            Method = "PUT",
            Status = 201,
            Headers = new Dictionary<string, string> { ["Docker-Content-Digest"] = ContentDigest.Of([9]).Text },
        });

        var error = await FailsAsync(() => _tools.Client.PutManifestAsync(_session, "x", ContainerMediaType.OciManifest, "{}"u8.ToArray(), CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.DigestMismatch), (error.Kind, error.Code));
    }

    [Fact]
    public async Task GetManifest_Endless_IsRefused()
    {
        Arm(new Fault { Service = "registry", Kind = FaultKind.Endless, Method = "GET" });

        var error = await FailsAsync(() => _tools.Client.GetManifestAsync(_session, "x", CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadAnswer), (error.Kind, error.Code));
    }

    [Fact]
    public async Task DeleteManifest_RegistryThatPermitsNone_SaysSo()
    {
        await StartAsync(new RegistryBehaviour { Deletes = false });
        var manifest = await _tools.PushImageAsync(_session, "v1");

        var error = await FailsAsync(() => _tools.Client.DeleteManifestAsync(_session, ContentDigest.Of(manifest), CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.NotDeletable, 405), (error.Kind, error.Code, error.Status));
    }

    private static Task<CloudException> FailsAsync(Func<Task> call) => Assert.ThrowsAsync<CloudException>(call);

    private ArmedFault Arm(Fault fault) => _server.Faults.Add(fault);

    private async Task StartAsync(RegistryBehaviour behaviour)
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions { Registry = behaviour });
        _session = RegistryTools.Session(TestRegistry.For(_server));
    }
}
