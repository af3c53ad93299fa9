using CloudSimulator;
using CloudSimulator.Faults;
using CloudSimulator.Ims;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>Shares on a simulated Open Telekom Cloud: batch calls, their jobs, and what they leave to be tried pair by pair.</summary>
public sealed class BatchMembersTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private static readonly string[] Projects = [.. Enumerable.Range(0, 130).Select(i => CloudSimulatorServer.ProjectId($"p{i}")).Order(StringComparer.Ordinal)];
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private CloudSimulatorServer _cloud = null!;
    private SharePlace _place = null!;
    private OpenStackSession _session = null!;

    public Task InitializeAsync() => StartAsync(new ImsOptions());

    public async Task DisposeAsync()
    {
        await _place.DisposeAsync();
        await _cloud.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Add_MoreProjectsThanACallTakes_AddsAllInTwoCalls()
    {
        string[] images = [Image("a"), Image("b")];
        ArmedFault calls = Watch("POST", "v1/cloudimages/members");
        ArmedFault natives = Watch("POST", "v2/images/.*/members");

        ShareJob job = await ShareAsync(ShareAction.Add, images, Projects);

        Assert.True(job.State == ShareJobState.Success, job.FailReason);
        foreach (string image in images) Assert.Equal(Projects, await MembersAsync(image));
        Assert.Equal((2, 0), (calls.Occurred, natives.Occurred));
    }

    [Fact]
    public async Task Remove_Some_RemovesThemInABatch()
    {
        string image = Image("a");
        await ShareAsync(ShareAction.Add, [image], Projects[..4]);

        ShareJob job = await ShareAsync(ShareAction.Remove, [image], Projects[..2]);

        Assert.Equal(ShareJobState.Success, job.State);
        Assert.Equal(Projects[2..4], await MembersAsync(image));
    }

    [Fact]
    public async Task Add_OneProjectFailsInTheJob_ItsPairsFailWithTheCloudsCodeAndTheOthersSucceed()
    {
        string[] images = [Image("a"), Image("b")];
        _cloud.Telekom.Script.FailProject(Projects[1], "IMG.0108");

        ShareJob job = await ShareAsync(ShareAction.Add, images, Projects[..3]);

        Assert.Equal((ShareJobState.Fail, 4, 2, "IMG.0108"), (job.State, job.Succeeded, job.Failed, job.ErrorCode));
        foreach (string image in images) Assert.Equal([Projects[0], Projects[2]], await MembersAsync(image));
    }

    [Fact]
    public async Task Add_OneImageThatIsUnknown_FailsAloneThoughTheBatchIsRefusedAsAWhole()
    {
        string image = Image("a");
        string unknown = FakeGlance.NewImageId();

        ShareJob job = await ShareAsync(ShareAction.Add, [image, unknown], Projects[..2]);

        Assert.Equal((ShareJobState.Fail, 2, 2), (job.State, job.Succeeded, job.Failed));
        Assert.Equal(Projects[..2], await MembersAsync(image));
    }

    [Fact]
    public async Task Add_AnswerOfTheBatchLost_IsNotHandedOverAgain()
    {
        string image = Image("a");
        ArmedFault lost = _cloud.Faults.Add(new Fault { Kind = FaultKind.DropAfter, Service = "ims", Method = "POST", Path = "v1/cloudimages/members" });
        ArmedFault calls = Watch("POST", "v1/cloudimages/members");

        ShareJob job = await ShareAsync(ShareAction.Add, [image], Projects[..3]);

        Assert.Equal((ShareJobState.Success, 1, 0), (job.State, lost.Occurred, calls.Occurred));
        Assert.Equal(Projects[..3], await MembersAsync(image));
    }

    [Fact]
    public async Task Add_CloudThatIsBusy_WaitsAsAskedAndSucceeds()
    {
        string image = Image("a");
        ArmedFault busy = _cloud.Faults.Add(new Fault
        {
            Kind = FaultKind.Status,
            Service = "ims",
            Method = "POST",
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
            Times = 2,
        });

        ShareJob job = await ShareAsync(ShareAction.Add, [image], Projects[..3]);

        Assert.Equal((ShareJobState.Success, 2), (job.State, busy.Occurred));
    }

    [Fact]
    public async Task Add_JobThatOutlastsTheActivity_IsAwaitedInAHistoryOfItsOwn()
    {
        await _place.DisposeAsync();
        await _cloud.DisposeAsync();
        await StartAsync(new ImsOptions { JobDuration = TimeSpan.FromSeconds(4) }, TimeSpan.FromSeconds(3));
        string image = Image("a");
        ArmedFault calls = Watch("POST", "v1/cloudimages/members");

        ShareJob job = await ShareAsync(ShareAction.Add, [image], Projects[..3]);

        Assert.Equal((ShareJobState.Success, 1), (job.State, calls.Occurred));
        Assert.Contains(_place.Histories, history => history.Orchestrator == nameof(AwaitShareBatches));
    }

    [Fact]
    public async Task Add_EncryptedImageWithoutADomain_FailsAndSaysWhatIsMissing()
    {
        string plain = Image("a");
        string encrypted = _cloud.Telekom.AddImage(_session.ProjectId, "secret", keyId: "11111111-2222-3333-4444-555555555555");

        ShareJob job = await ShareAsync(ShareAction.Add, [plain, encrypted], Projects[..2]);

        Assert.Equal((ShareJobState.Fail, 2, 2, "IMG.0098"), (job.State, job.Succeeded, job.Failed, job.ErrorCode));
        Assert.Contains("domain", job.FailReason, StringComparison.Ordinal);
    }

    private async Task StartAsync(ImsOptions ims, TimeSpan? sliceTime = null)
    {
        _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions
        {
            Ims = ims,
            Users = [.. SimulatedUser.Defaults, .. Enumerable.Range(0, 130).Select(i => new SimulatedUser($"u{i}", "secret", $"p{i}", "member"))],
        });
        var clouds = new ConfiguredClouds(
            [new ConfiguredCloud { Name = "otc", Kind = CloudKind.OpenTelekomCloud, AuthUrl = _cloud.Telekom.IamUrl, IsDefault = true }]);
        _place = await SharePlace.CreateAsync(azurite, new FakeGlance(), configured: clouds, sliceTime: sliceTime);
        var credentials = new OpenStackCredentials(
            _cloud.Telekom.IamUrl, null, KeystoneVersion.V3, "publisher", "publisher-secret", "default", "publisher", null, null);
        _session = await new KeystoneClient(_http, TimeProvider.System).AuthenticateAsync(credentials, default);
    }

    /// <summary>Counts requests; it changes nothing of them.</summary>
    private ArmedFault Watch(string method, string path) =>
        _cloud.Faults.Add(new Fault { Kind = FaultKind.Delay, Service = "ims", Method = method, Path = path, Times = null });

    private string Image(string name) => _cloud.Telekom.AddImage(_session.ProjectId, name);

    private Task<ShareJob> ShareAsync(ShareAction action, string[] images, string[] projects) => _place.ShareAsync(
        _place.Request(action, images, projects) with { Account = null, Cloud = "otc" },
        new CallerToken(_session.Token, _session.ExpiresAt, _session.ProjectId, _session.ImageEndpoint));

    private async Task<string[]> MembersAsync(string image) =>
    [
        .. (await new GlanceMembers(_http, TimeProvider.System).ListAsync(_session, image, default))
            .Select(member => member.ProjectId).Order(StringComparer.Ordinal),
    ];
}
