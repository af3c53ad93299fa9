using ImagePublishFunctions.Configuration;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>The version lists and the choice of a cloud.</summary>
public sealed class VersionFunctionsTests : IAsyncLifetime
{
    private ScriptedCloud _cloud = null!;

    public async Task InitializeAsync() => _cloud = await ScriptedCloud.StartAsync();

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    [Fact]
    public async Task List_AtTheRoot_Is300WithLinksToThisHost()
    {
        using var doors = new SharingDoors(_cloud);

        DoorAnswer answer = await doors.AnswerAsync(Anonymous("/"), request => Task.FromResult(doors.Versions.ListImageApiVersions(request)));

        Assert.Equal(300, answer.Status);
        Assert.Equal("""{"id":"v2.15","status":"CURRENT","links":[{"rel":"self","href":"http://images.example:7071/v2/"}]}""", answer.Json["versions"]![0]!.ToJsonString());
        Assert.Equal(15, answer.Json["versions"]!.AsArray().Count);
        Assert.Equal(0, _cloud.Validations);
    }

    [Fact]
    public async Task List_OfACloud_IsPrefixedAnd200WherePlain()
    {
        using var doors = new SharingDoors(_cloud, kind: CloudKind.OpenTelekomCloud);

        DoorAnswer answer = await doors.AnswerAsync(
            Anonymous("/clouds/lab/versions"), request => Task.FromResult(doors.Versions.ListImageApiVersionsOfCloudPlainly(request)));

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            """{"id":"v2.2","status":"CURRENT","links":[{"rel":"self","href":"http://images.example:7071/clouds/lab/v2/"}]}""",
            answer.Json["versions"]![0]!.ToJsonString());
        Assert.Equal("DEPRECATED", answer.Json["versions"]!.AsArray()[^1]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task List_NoDefaultCloud_StillAnswers()
    {
        using var doors = new SharingDoors(_cloud, isDefault: false);

        Assert.Equal(300, (await doors.AnswerAsync(Anonymous("/"), request => Task.FromResult(doors.Versions.ListImageApiVersions(request)))).Status);
    }

    [Theory]
    [InlineData("/clouds/other/v2/images", null, "Cloud other not found.")]
    [InlineData("/v2/images", "<other>", "Cloud <other> not found.")]
    [InlineData("/v2/images", null, "No cloud is named, and none is the default: use /clouds/NAME or X-Cloud.")]
    public async Task Choose_UnknownOrNoCloud_Is404(string path, string? header, string message)
    {
        using var doors = new SharingDoors(_cloud, isDefault: false);
        HttpRequest request = Anonymous(path);
        if (header is not null) request.Headers["X-Cloud"] = header;

        DoorAnswer answer = await doors.AnswerAsync(request, r => doors.Reads.WhenNothingElseMatchesUnderV2Async(r, default));

        Assert.Equal(404, answer.Status);
        Assert.StartsWith(message, answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Choose_HeaderOrPrefix_ChoosesWithoutADefault()
    {
        using var doors = new SharingDoors(_cloud, isDefault: false);
        HttpRequest request = SharingDoors.Request("GET", "/v2/images");
        request.Headers["X-Cloud"] = "lab";

        Assert.Equal(200, (await doors.AnswerAsync(request, r => doors.Reads.WhenNothingElseMatchesUnderV2Async(r, default))).Status);
        Assert.Equal(200, (await doors.GetAsync("/clouds/lab/v2/images")).Status);
    }

    private static HttpRequest Anonymous(string path)
    {
        HttpRequest request = SharingDoors.Request("GET", path);
        request.Headers.Remove("X-Auth-Token");
        return request;
    }
}
