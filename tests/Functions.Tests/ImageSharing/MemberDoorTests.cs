using ImagePublishFunctions.Activities.Sharing;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>The native member calls: what they refuse by themselves, and how the end of a job becomes Glance's answer.</summary>
public sealed class MemberDoorTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private const string Recipient = "edc89b490d7d4392898e19b2deb34797";
    private readonly string _image = Guid.CreateVersion7().ToString("D");
    private WritingDoors _doors = null!;

    public async Task InitializeAsync()
    {
        _doors = await WritingDoors.CreateAsync(azurite);
        _doors.Client.Outcome = Succeed;
    }

    public async Task DisposeAsync() => await _doors.DisposeAsync();

    [Fact]
    public async Task Add_JobThatSucceeds_Is200WithTheMember()
    {
        DoorAnswer answer = await _doors.AddAsync(_image, $$"""{"member": "{{Recipient}}", "unknown": [1]}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            $$"""{"member_id":"{{Recipient}}","image_id":"{{_image}}","status":"pending","created_at":"2026-02-03T10:15:30Z","updated_at":"2026-02-03T10:15:31Z","schema":"/v2/schemas/member"}""",
            answer.Body);
        ShareJob job = (await _doors.Jobs.FindAsync(Assert.Single(_doors.Client.Started), default))!;
        Assert.Equal($"project:lab/{ScriptedCloud.Project}", job.Request.Owner.Text);
        Assert.Equal((ShareAction.Add, true, "lab"), (job.Request.Action, job.Request.Strict, job.Request.Cloud));
        CallerToken token = CallerToken.From((await _doors.Secrets.FindAsync(job.SecretName!, default))!);
        Assert.Equal(ScriptedCloud.Token, token.Token);
        Assert.Empty(_doors.Cloud.Asked);
    }

    [Theory]
    [InlineData("accepted", ShareAction.Accept)]
    [InlineData("rejected", ShareAction.Reject)]
    [InlineData("pending", ShareAction.Reset)]
    public async Task Update_EveryStatus_IsAJobOfItsAction(string status, ShareAction action)
    {
        DoorAnswer answer = await _doors.UpdateAsync(_image, Recipient, $$"""{"status": "{{status}}", "member": "x", "vault_id": "v"}""");

        Assert.Equal(200, answer.Status);
        ShareRequest request = (await _doors.Jobs.FindAsync(Assert.Single(_doors.Client.Started), default))!.Request;
        Assert.Equal((action, action == ShareAction.Accept ? "v" : null), (request.Action, request.VaultId));
    }

    [Fact]
    public async Task Remove_JobThatSucceeds_Is204WithoutBody()
    {
        _doors.Client.Outcome = pair => new PairResult { Pair = pair, State = PairState.Success };

        DoorAnswer answer = await _doors.RemoveAsync(_image, Recipient);

        Assert.Equal((204, ""), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData(409, "Member X is duplicated for image Y", 409)]
    [InlineData(403, "Not allowed to create members for image Y.", 403)]
    [InlineData(404, "Image Y not found.", 404)]
    [InlineData(413, "Image member limit exceeded", 413)]
    [InlineData(500, "boom", 503)]
    [InlineData(null, "The cloud asked to be called later.", 503)]
    public async Task Add_PairThatFails_HasTheCloudsStatusAndWords(int? cloud, string said, int expected)
    {
        _doors.Client.Outcome = pair => new PairResult { Pair = pair, State = PairState.Failed, Code = "X", Reason = said, CloudStatus = cloud };

        DoorAnswer answer = await _doors.AddAsync(_image, $$"""{"member": "{{Recipient}}"}""");

        Assert.Equal(expected, answer.Status);
        Assert.Equal($"{said}<br /><br />\n\n\n", answer.Json["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Add_TokenThatExpiredMeanwhile_Is401WithTheChallenge()
    {
        _doors.Client.Outcome = pair =>
            new PairResult { Pair = pair, State = PairState.Failed, Code = PairCodes.TokenExpired, Reason = "expired", CloudStatus = 401 };

        DoorAnswer answer = await _doors.AddAsync(_image, $$"""{"member": "{{Recipient}}"}""");

        Assert.Equal(401, answer.Status);
        Assert.StartsWith("Keystone uri=", answer.Headers.WWWAuthenticate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_JobThatTakesTooLong_Is504AndARepeatHearsItsEndOnce()
    {
        string body = $$"""{"member": "{{Recipient}}"}""";
        _doors.Client.Outcome = null;
        DoorAnswer late = await _doors.AddAsync(_image, body);
        string job = Assert.Single(_doors.Client.Started.Distinct());
        await _doors.Client.EndAsync(job, Succeed);

        DoorAnswer repeated = await _doors.AddAsync(_image, body);
        _doors.Client.Outcome = pair =>
            new PairResult { Pair = pair, State = PairState.Failed, Code = CloudErrorCode.Conflict, Reason = "duplicated", CloudStatus = 409 };
        DoorAnswer again = await _doors.AddAsync(_image, body);

        Assert.Equal(504, late.Status);
        Assert.Equal("504 Gateway Timeout", late.Json["code"]!.GetValue<string>());
        Assert.Equal(200, repeated.Status);
        Assert.Equal(409, again.Status);
        Assert.Equal(2, _doors.Client.Started.Distinct().Count());
    }

    [Theory]
    [InlineData(null, "Body expected in request.")]
    [InlineData("", "Body expected in request.")]
    [InlineData("{", "Malformed JSON in request body.")]
    [InlineData("{\"member\": \"x\",}", "Malformed JSON in request body.")]
    [InlineData("{\"member\": \"x\"} // comment", "Malformed JSON in request body.")]
    [InlineData("{\"member\": \"\\ud800\"}", "Malformed JSON in request body.")]
    [InlineData("null", "Unexpected body type. Expected list/dict.")]
    [InlineData("3", "Unexpected body type. Expected list/dict.")]
    [InlineData("[]", "Expected a member in the form: {\"member\": \"image_id\"}")]
    [InlineData("{}", "Member to be added not specified")]
    [InlineData("{\"member_id\": \"x\"}", "Member to be added not specified")]
    [InlineData("{\"member\": \"\"}", "Member can't be empty")]
    [InlineData("{\"member\": null}", "Member can't be empty")]
    [InlineData("{\"member\": 0}", "Member can't be empty")]
    [InlineData("{\"member\": []}", "Member can't be empty")]
    [InlineData("{\"member\": {}}", "Member can't be empty")]
    [InlineData("{\"member\": [\"x\"]}", "Expected a member in the form: {\"member\": \"image_id\"}")]
    [InlineData("{\"member\": true}", "Expected a member in the form: {\"member\": \"image_id\"}")]
    [InlineData("{\"member\": \"a\\u0000b\"}", "Member must be a project's id: 1 to 255 characters, no control characters, no blanks around it, not '.' or '..'.")]
    public async Task Add_WrongBody_Is400InGlancesWords(string? body, string message)
    {
        DoorAnswer answer = await _doors.AddAsync(_image, body);

        Assert.Equal(400, answer.Status);
        Assert.Equal($"{message}<br /><br />\n\n\n", answer.Json["message"]!.GetValue<string>());
        Assert.Empty(_doors.Client.Started);
    }

    [Fact]
    public async Task Add_DeepOrLongBody_IsRefused()
    {
        Assert.Equal(400, (await _doors.AddAsync(_image, new string('[', 10_000))).Status);
        Assert.Equal(413, (await _doors.AddAsync(_image, $$"""{"member": "{{new string('a', 100_000)}}"}""")).Status);
        Assert.Equal(400, (await _doors.AddAsync(_image, $$"""{"member": "{{new string('a', 256)}}"}""")).Status);
    }

    [Fact]
    public async Task Add_Number_IsTakenAsItsDigits()
    {
        Assert.Equal("5", (await _doors.AddAsync(_image, """{"member": 5}""")).Json["member_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null, "Body expected in request.")]
    [InlineData("[]", "Expected a status in the form: {\"status\": \"status\"}")]
    [InlineData("{}", "Status not specified")]
    [InlineData("{\"status\": \"Accepted\"}", "Incorrect request: Status must be \"pending\", \"accepted\" or \"rejected\".")]
    [InlineData("{\"status\": null}", "Incorrect request: Status must be \"pending\", \"accepted\" or \"rejected\".")]
    [InlineData("{\"status\": 5}", "Incorrect request: Status must be \"pending\", \"accepted\" or \"rejected\".")]
    public async Task Update_WrongBody_Is400InGlancesWords(string? body, string message)
    {
        DoorAnswer answer = await _doors.UpdateAsync(_image, Recipient, body);

        Assert.Equal(400, answer.Status);
        Assert.Equal($"{message}<br /><br />\n\n\n", answer.Json["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("3F0C6F5E-9A41-4D0A-8B7E-51C2D9E0A7F4")]
    [InlineData("../../admin")]
    [InlineData("<script>")]
    public async Task Add_ImageThatIsNoId_Is404WithoutAJob(string image)
    {
        DoorAnswer answer = await _doors.AddAsync(image, """{"member": "x"}""");

        Assert.Equal(404, answer.Status);
        Assert.Equal($"Image {image} not found.<br /><br />\n\n\n", answer.Json["message"]!.GetValue<string>());
        Assert.Empty(_doors.Client.Started);
    }

    [Fact]
    public async Task Remove_WithABody_Is400AsGlance() => Assert.Equal(400, (await _doors.RemoveAsync(_image, Recipient, "{}")).Status);

    [Fact]
    public async Task Remove_MemberThatCanBeNone_Is404() => Assert.Equal(404, (await _doors.RemoveAsync(_image, new string('a', 256))).Status);

    [Fact]
    public async Task Add_WithoutToken_Is401BeforeTheBodyIsRead()
    {
        HttpRequest request = SharingDoors.Request("POST", $"/v2/images/{_image}/members", "{");
        request.Headers.Remove("X-Auth-Token");

        Assert.Equal(401, (await _doors.AnswerAsync(request, r => _doors.Members.AddImageMemberAsync(r, _image, _doors.Client, default))).Status);
    }

    private static PairResult Succeed(SharePair pair) => new()
    {
        Pair = pair,
        State = PairState.Success,
        Member = new ImageMember(
            pair.ImageId, pair.ProjectId, MemberStatus.Pending, new DateTimeOffset(2026, 2, 3, 10, 15, 30, TimeSpan.Zero), new DateTimeOffset(2026, 2, 3, 10, 15, 31, TimeSpan.Zero)),
    };
}
