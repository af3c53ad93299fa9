using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>Tokens, which only the chosen cloud can confirm.</summary>
public sealed class CloudTokenGateTests : IAsyncLifetime
{
    private readonly SettableTime _time = new();
    private ScriptedCloud _cloud = null!;
    private SharingDoors _doors = null!;

    public async Task InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        _doors = new SharingDoors(_cloud, _time);
    }

    public async Task DisposeAsync()
    {
        _doors.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Admit_GoodToken_IsAskedForOnceInFiveMinutes()
    {
        await _doors.GetAsync("/v2/images");
        _time.Now += TimeSpan.FromSeconds(299);
        await _doors.GetAsync("/v2/images");
        Assert.Equal(1, _cloud.Validations);

        _time.Now += TimeSpan.FromSeconds(1);
        await _doors.GetAsync("/v2/images");
        Assert.Equal(2, _cloud.Validations);
    }

    [Fact]
    public async Task Admit_TokenThatExpiresSooner_IsForgottenThen()
    {
        _cloud.ExpiresAt = _time.Now + TimeSpan.FromSeconds(30);
        Assert.Equal(200, (await _doors.GetAsync("/v2/images")).Status);

        _time.Now += TimeSpan.FromSeconds(30);

        Assert.Equal(401, (await _doors.GetAsync("/v2/images")).Status);
    }

    [Fact]
    public async Task Admit_RefusedToken_IsAskedForEveryTime()
    {
        _cloud.ValidationStatus = 404;
        Assert.Equal(401, (await _doors.GetAsync("/v2/images")).Status);
        _cloud.ValidationStatus = 200;

        Assert.Equal(200, (await _doors.GetAsync("/v2/images")).Status);
    }

    [Fact]
    public async Task Admit_OneWrongTokenAgainAndAgain_IsAskedForAHundredTimesAMinute()
    {
        _cloud.ValidationStatus = 404;
        for (int i = 0; i < 100; i++) Assert.Equal(401, (await _doors.GetAsync("/v2/images")).Status);
        DoorAnswer limited = await _doors.GetAsync("/v2/images");

        Assert.Equal((429, "60", 100), (limited.Status, limited.Headers.RetryAfter.ToString(), _cloud.Validations));
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(401, (await _doors.GetAsync("/v2/images")).Status);
    }

    [Fact]
    public async Task Admit_AHundredWrongTokensOfAnAddress_KeepItOutButForWhatIsConfirmed()
    {
        Assert.Equal(200, (await _doors.GetAsync("/v2/images")).Status);
        _cloud.ValidationStatus = 404;
        for (int i = 0; i < 100; i++) Assert.Equal(401, (await _doors.GetAsync("/v2/images", $"guess{i}")).Status);

        Assert.Equal(429, (await _doors.GetAsync("/v2/images", "another")).Status);
        Assert.Equal(101, _cloud.Validations);
        Assert.Equal(200, (await _doors.GetAsync("/v2/images")).Status);
    }

    [Fact]
    public async Task Admit_CloudThatDoesNotAnswer_CountsForNobody()
    {
        _cloud.ValidationStatus = 500;
        for (int i = 0; i < 12; i++) Assert.Equal(503, (await _doors.GetAsync("/v2/images")).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("with blank")]
    [InlineData("gAAAAAB-a-token-of-tests-and-more")]
    public async Task Admit_NoOrWrongToken_Is401WithGlancesChallenge(string? token)
    {
        HttpRequest request = SharingDoors.Request("GET", "/v2/images");
        request.Headers["X-Auth-Token"] = token;

        DoorAnswer answer = await _doors.AnswerAsync(request, r => _doors.Reads.WhenNothingElseMatchesUnderV2Async(r, default));

        Assert.Equal(401, answer.Status);
        Assert.Equal($"Keystone uri=\"{_cloud.Address}v3\"", answer.Headers.WWWAuthenticate);
        Assert.StartsWith("This server could not verify that you are authorized", answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(_cloud.Asked);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    public async Task Admit_IdentityServiceFails_Is503AndNothingIsRemembered(int status)
    {
        _cloud.ValidationStatus = status;
        Assert.Equal(503, (await _doors.GetAsync("/v2/images")).Status);
        _cloud.ValidationStatus = 200;

        Assert.Equal(200, (await _doors.GetAsync("/v2/images")).Status);
    }

    [Fact]
    public async Task Admit_TokenOfAnotherCloud_IsAskedForAtTheChosenOneOnly()
    {
        await using ScriptedCloud other = await ScriptedCloud.StartAsync();
        await _doors.GetAsync("/v2/images");

        Assert.Equal(0, other.Validations);
        Assert.Equal(1, _cloud.Validations);
    }
}
