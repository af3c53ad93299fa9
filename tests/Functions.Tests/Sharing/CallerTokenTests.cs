using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CloudSimulator;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>Shares that act with their caller's token at a configured cloud.</summary>
public sealed class CallerTokenTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private readonly string _image = FakeGlance.NewImageId();
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private CloudSimulatorServer _cloud = null!;

    public async Task InitializeAsync() => _cloud = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Add_WithACallersToken_ActsForItsProjectAndForgetsTheToken()
    {
        await using SharePlace place = await PlaceAsync();
        CallerToken token = await SignInAsync();

        ShareJob job = await place.ShareAsync(Request(place), token);

        Assert.True(job.State == ShareJobState.Success, job.FailReason);
        Assert.NotNull(job.SecretName);
        Assert.Null(await place.Secrets.FindAsync(job.SecretName, default));
        Assert.DoesNotContain(place.Histories, history => history.ToString().Contains(token.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Add_TokenThatExpired_FailsTheRemainingPairsByName()
    {
        await using SharePlace place = await PlaceAsync();
        CallerToken good = await SignInAsync();
        var expired = new CallerToken(good.Token, DateTimeOffset.UnixEpoch, good.ProjectId, good.ImageEndpoint);

        ShareJob job = await place.ShareAsync(Request(place), expired);

        Assert.Equal((ShareJobState.Fail, 2, "TOKEN_EXPIRED"), (job.State, job.Failed, job.ErrorCode));
    }

    [Fact]
    public async Task Add_TokenThatTheCloudRefuses_FailsTheRemainingPairsByName()
    {
        await using SharePlace place = await PlaceAsync();
        CallerToken good = await SignInAsync();
        var revoked = new CallerToken("revoked", good.ExpiresAt, good.ProjectId, good.ImageEndpoint);

        ShareJob job = await place.ShareAsync(Request(place), revoked);

        Assert.Equal((ShareJobState.Fail, 2, "TOKEN_EXPIRED"), (job.State, job.Failed, job.ErrorCode));
        Assert.All(await place.ResultsAsync(job), result => Assert.Equal(401, result.CloudStatus));
    }

    private ShareRequest Request(SharePlace place) =>
        place.Request(ShareAction.Add, [_image], new string('a', 32), new string('b', 32)) with { Account = null, Cloud = "lab" };

    private Task<SharePlace> PlaceAsync() => SharePlace.CreateAsync(azurite, new FakeGlance(), configured: new ConfiguredClouds(
        [new ConfiguredCloud { Name = "lab", Kind = CloudKind.OpenStack, AuthUrl = _cloud.KeystoneUrl, IsDefault = true }]));

    private async Task<CallerToken> SignInAsync()
    {
        var credentials = new OpenStackCredentials(
            _cloud.KeystoneUrl, null, KeystoneVersion.V3, "publisher", "publisher-secret", "default", "publisher", null, null);
        OpenStackSession session = await new KeystoneClient(_http, TimeProvider.System).AuthenticateAsync(credentials, default);
        using var create = new HttpRequestMessage(HttpMethod.Post, new Uri(_cloud.GlanceUrl, "v2/images"));
        create.Headers.Add("X-Auth-Token", session.Token);
        create.Content = JsonContent.Create(new JsonObject { ["id"] = _image, ["visibility"] = "shared" });
        await create.Content.LoadIntoBufferAsync();
        using HttpResponseMessage created = await _http.SendAsync(create);
        created.EnsureSuccessStatusCode();
        return new CallerToken(session.Token, session.ExpiresAt, session.ProjectId, session.ImageEndpoint);
    }
}
