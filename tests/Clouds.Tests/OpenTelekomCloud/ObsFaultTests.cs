using CloudSimulator.Faults;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Clouds.Tests.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenTelekomCloud;

/// <summary>What the client says when object storage misbehaves: the library beneath neither repeats nor hides anything. One test measures the process.</summary>
[Collection(nameof(UploadMemoryTests.Alone))]
public sealed class ObsFaultTests : IAsyncLifetime
{
    private const string Key = "imports/disk.raw";

    private TelekomBed _bed = null!;

    public async Task InitializeAsync() => _bed = await TelekomBed.StartAsync();

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Theory]
    [InlineData(301, CloudErrorCode.Redirected, CloudErrorKind.Permanent)]
    [InlineData(307, CloudErrorCode.Redirected, CloudErrorKind.Permanent)]
    [InlineData(400, CloudErrorCode.BadRequest, CloudErrorKind.Permanent)]
    [InlineData(401, CloudErrorCode.TokenRejected, CloudErrorKind.Transient)]
    [InlineData(403, CloudErrorCode.Forbidden, CloudErrorKind.Permanent)]
    [InlineData(404, CloudErrorCode.NotFound, CloudErrorKind.Permanent)]
    [InlineData(409, CloudErrorCode.Conflict, CloudErrorKind.Permanent)]
    [InlineData(429, CloudErrorCode.TooManyRequests, CloudErrorKind.Transient)]
    [InlineData(500, CloudErrorCode.ServerError, CloudErrorKind.Unknown)]
    [InlineData(503, CloudErrorCode.ServerError, CloudErrorKind.Transient)]
    public async Task Begin_ErrorStatus_IsToldAtOnceAndNotTriedAgain(int status, string code, CloudErrorKind kind)
    {
        _bed.ArmAnswer("obs", status, "<Error><Code>SlowDown</Code><Message>Reduce your rate.</Message></Error>", "application/xml", retryAfter: "7");

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None));

        Assert.Equal((code, kind, status), (error.Code, error.Kind, error.Status));
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
        Assert.Empty(await _bed.Obs.ListUploadsAsync(_bed.Bucket(), Key, CancellationToken.None));
    }

    [Theory]
    [InlineData("<html><body>Please sign in.</body></html>")]
    [InlineData("<Error><Code>InternalError</Code></Error>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ListMultipartUploadsResult>&e;</ListMultipartUploadsResult>")]
    [InlineData("no XML")]
    [InlineData("")]
    public async Task List_SuccessThatIsNotS3s_IsNoEmptyList(string body)
    {
        _bed.ArmAnswer("obs", 200, body, "application/xml");

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Obs.ListUploadsAsync(_bed.Bucket(), Key, CancellationToken.None));

        Assert.Equal((CloudErrorCode.BadAnswer, CloudErrorKind.Permanent, 200), (error.Code, error.Kind, error.Status));
    }

    [Fact]
    public async Task List_AnswerThatNeverEnds_IsCutAndNoSuccess()
    {
        _bed.Arm(FaultKind.Endless, "obs", "GET");

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Obs.ListUploadsAsync(_bed.Bucket(), Key, CancellationToken.None));

        Assert.Equal(CloudErrorCode.BadAnswer, error.Code);
    }

    [Fact]
    public async Task ListParts_PartWithoutItsSize_IsNoSuccess()
    {
        _bed.ArmAnswer("obs", 200, "<ListPartsResult><Part><PartNumber>1</PartNumber><ETag>\"0\"</ETag></Part></ListPartsResult>", "application/xml");

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Obs.ListPartsAsync(_bed.Bucket(), Key, "id", CancellationToken.None));

        Assert.Equal(CloudErrorCode.BadAnswer, error.Code);
    }

    [Fact]
    public async Task Call_ForAnotherRegion_IsForbidden()
    {
        var bucket = _bed.Bucket(region: "eu-nl");

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Obs.ListUploadsAsync(bucket, Key, CancellationToken.None));

        Assert.Equal((CloudErrorCode.Forbidden, CloudErrorKind.Permanent), (error.Code, error.Kind));
    }

    [Fact]
    public async Task Call_WithAKeyThatTheLibraryRefuses_IsACloudExceptionWithoutIt()
    {
        var bucket = new ObsBucket(new Uri("https://obs.example"), "images", "no region!", "", "the-secret", false);

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Obs.FindAsync(bucket, Key, CancellationToken.None));

        Assert.Equal((CloudErrorCode.BadRequest, CloudErrorKind.Permanent), (error.Code, error.Kind));
        Assert.DoesNotContain("the-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.DropBefore, CloudErrorCode.ConnectionLost, CloudErrorKind.Transient)]
    [InlineData(FaultKind.DropAfter, CloudErrorCode.ConnectionLost, CloudErrorKind.Unknown)]
    public async Task PutPart_ConnectionLost_TellsWhetherAllWasSent(FaultKind fault, string code, CloudErrorKind kind)
    {
        var upload = await _bed.Obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None);
        _bed.Arm(fault, "obs", "PUT");

        var error = await Assert.ThrowsAsync<CloudException>(() => PutAsync(_bed.Obs, _bed.Bucket(), upload, new RandomStream(1_000_000), 1_000_000));

        Assert.Equal((code, kind), (error.Code, error.Kind));
    }

    [Fact]
    public async Task PutPart_ItsDataCannotBeRead_ThrowsWhatTheReadThrew()
    {
        var upload = await _bed.Obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None);
        var failure = new FormatException("the source's own");
        var data = new RandomStream(1_000_000, read: position => _ = position > 500_000 ? throw failure : 0);

        Assert.Same(failure, await Assert.ThrowsAsync<FormatException>(() => PutAsync(_bed.Obs, _bed.Bucket(), upload, data, 1_000_000)));
    }

    [Theory]
    [InlineData(true, "obs.example", "/images/imports/disk.raw")]
    [InlineData(false, "images.obs.example", "/imports/disk.raw")]
    public async Task Call_WhateverTheEnvironmentSays_GoesToTheBucketWithItsKeyThroughTheGivenHandler(bool isPathStyle, string host, string path)
    {
        string[] names = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "AWS_PROFILE"];
        foreach (var name in names) Environment.SetEnvironmentVariable(name, "http://ambient.example");
        using var handler = new RecordingHandler();
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            var bucket = new ObsBucket(new Uri("https://obs.example"), "images", "eu-de", "THEKEY", "the-secret", isPathStyle);

            await new ObsClient(http, TimeProvider.System).FindAsync(bucket, Key, CancellationToken.None);
        }
        finally
        {
            foreach (var name in names) Environment.SetEnvironmentVariable(name, null);
        }

        var (url, authorization) = Assert.Single(handler.Requests);
        Assert.Equal(("https", host, path), (url.Scheme, url.Host, url.AbsolutePath));
        Assert.Contains("Credential=THEKEY/", authorization, StringComparison.Ordinal);
        Assert.Contains("/eu-de/s3/aws4_request", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_RefusedByTheGuard_ThrowsTheGuardsOwnRefusal()
    {
        var refusal = new CloudException(CloudErrorKind.Permanent, "ADDRESS_REFUSED", "The address is not public; a setting permits it.");
        using var handler = new RecordingHandler((_, _) => throw refusal);
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var obs = new ObsClient(http, TimeProvider.System);

        Assert.Same(refusal, await Assert.ThrowsAsync<CloudException>(() => obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None)));
        Assert.Same(refusal, await Assert.ThrowsAsync<CloudException>(() => PutAsync(obs, _bed.Bucket(), "id", new RandomStream(9), 9)));
        Assert.Equal(2, handler.Requests.Count);
    }

    [Fact]
    public async Task Find_ServiceThatDoesNotTellTheSize_SaysSo()
    {
        using var handler = new RecordingHandler((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new RandomStream(0)) }));
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

        var found = await new ObsClient(http, TimeProvider.System).FindAsync(_bed.Bucket(), Key, CancellationToken.None);

        Assert.Equal(new ObsObject(null, null), found);
    }

    [Fact]
    public async Task Call_NoAnswerWithinItsLimit_TimesOutOrStalls()
    {
        using var handler = new RecordingHandler((_, stop) => new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(stop));
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var limit = TimeSpan.FromMilliseconds(1);
        var obs = new ObsClient(http, TimeProvider.System, new OpenStackTimeouts { Request = limit, UploadStall = limit });

        CloudException[] errors =
        [
            await Assert.ThrowsAsync<CloudException>(() => obs.ListUploadsAsync(_bed.Bucket(), Key, CancellationToken.None)),
            await Assert.ThrowsAsync<CloudException>(() => obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None)),
            await Assert.ThrowsAsync<CloudException>(() => PutAsync(obs, _bed.Bucket(), "id", new RandomStream(9), 9)),
        ];

        Assert.Equal(
            [
                (CloudErrorCode.TimedOut, CloudErrorKind.Transient),
                (CloudErrorCode.TimedOut, CloudErrorKind.Unknown),
                (CloudErrorCode.Stalled, CloudErrorKind.Transient),
            ],
            errors.Select(error => (error.Code, error.Kind)));
    }

    [Fact]
    public async Task Call_Cancelled_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        using var handler = new RecordingHandler(async (_, token) =>
        {
            await stop.CancelAsync();
            return await new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(token);
        });
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var obs = new ObsClient(http, TimeProvider.System);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => obs.ListUploadsAsync(_bed.Bucket(), Key, stop.Token));
    }

    [Fact]
    public async Task PutPart_OfALargePart_HoldsAPieceOfItAtATime()
    {
        const long length = 256L * 1024 * 1024;
        long received = 0, largestLead = 0;
        using var handler = new RecordingHandler(async (request, stop) =>
        {
            Assert.Equal(length, request.Content!.Headers.ContentLength);
            await request.Content.CopyToAsync(new CountingStream(count => received += count), stop);
            return new HttpResponseMessage();
        });
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var data = new RandomStream(length, read: position => largestLead = Math.Max(largestLead, position - received));
        var before = GC.GetTotalAllocatedBytes();

        var error = await Assert.ThrowsAsync<CloudException>(
            () => PutAsync(new ObsClient(http, TimeProvider.System), _bed.Bucket(), "id", data, length));

        Assert.Equal((CloudErrorCode.DigestMismatch, length), (error.Code, received));
        Assert.InRange(largestLead, 1, 1024 * 1024);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, length / 4);
    }

    private static Task<ObsPart> PutAsync(ObsClient obs, ObsBucket bucket, string upload, Stream data, long length) =>
        obs.PutPartAsync(bucket, Key, upload, 1, data, length, new Progress<long>(), CancellationToken.None);

    private sealed class RecordingHandler(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? answer = null) : HttpMessageHandler
    {
        public List<(Uri Url, string Authorization)> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add((request.RequestUri!, request.Headers.GetValues("Authorization").Single()));
            return answer is null ? Task.FromResult(new HttpResponseMessage()) : answer(request, cancellationToken);
        }
    }

    private sealed class CountingStream(Action<int> written) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            written(buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
