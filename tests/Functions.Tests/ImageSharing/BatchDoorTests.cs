using System.Text.Json.Nodes;
using ImagePublishFunctions.Activities.Sharing;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>The extension API: batches, jobs and quotas in the words of IMS.</summary>
public sealed class BatchDoorTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private const string Image = "d164b5df-1bc3-4c3f-893e-3e471fd16e64";
    private const string OtherImage = "0b680482-acaa-4045-b14c-9a8c7dfe9c70";
    private const string Project = "9c61004714024f9586705d090530f9fa";
    private const string Good = $$"""{"images": ["{{Image}}"], "projects": ["{{Project}}"]}""";
    private WritingDoors _doors = null!;

    public async Task InitializeAsync() => _doors = await WritingDoors.CreateAsync(azurite);

    public async Task DisposeAsync() => await _doors.DisposeAsync();

    /// <summary>The body as the cloud's developer guide prints it (seed 004).</summary>
    [Fact]
    public async Task Add_BodyOfTheDeveloperGuide_IsAJobOfEveryPair()
    {
        DoorAnswer answer = await _doors.AddBatchAsync("""
            {
            "images": [
            "d164b5df-1bc3-4c3f-893e-3e471fd16e64",
            "0b680482-acaa-4045-b14c-9a8c7dfe9c70"
            ], //Image IDs (mandatory, list<string>)
            "projects": [
            "9c61004714024f9586705d090530f9fa",
            "edc89b490d7d4392898e19b2deb34797"
            ], //Project IDs (mandatory, list<string>)
            }
            """);

        Assert.Equal(200, answer.Status);
        string job = answer.Json["job_id"]!.GetValue<string>();
        Assert.Equal(["job_id"], answer.Json.AsObject().Select(member => member.Key));
        Assert.Matches("^[0-9a-f]{32}$", job);
        ShareJob kept = (await _doors.Jobs.FindAsync(job, default))!;
        Assert.Equal(4, kept.Pairs);
        Assert.Equal((ShareAction.Add, false), (kept.Request.Action, kept.Request.Strict));
    }

    [Fact]
    public async Task Remove_BodyOfADelete_IsRead()
    {
        string job = (await _doors.RemoveBatchAsync(Good)).Json["job_id"]!.GetValue<string>();

        Assert.Equal(ShareAction.Remove, (await _doors.Jobs.FindAsync(job, default))!.Request.Action);
        Assert.Equal("imsDelImageMembersJob", (await _doors.JobAsync(job)).Json["job_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Answer_OwnProject_IsAJob()
    {
        DoorAnswer answer = await _doors.AnswerBatchAsync(
            $$"""{"images": ["{{Image}}"], "project_id": "{{ScriptedCloud.Project}}", "status": "accepted", "vault_id": "v"}""");

        ShareRequest request = (await _doors.Jobs.FindAsync(answer.Json["job_id"]!.GetValue<string>(), default))!.Request;
        Assert.Equal((ShareAction.Accept, "v", ScriptedCloud.Project), (request.Action, request.VaultId, request.Projects.Single()));
    }

    [Theory]
    [InlineData(null, "IMG.0007")]
    [InlineData("", "IMG.0007")]
    [InlineData("{", "IMG.0001")]
    [InlineData("[]", "IMG.0001")]
    [InlineData("null", "IMG.0001")]
    [InlineData("{}", "IMG.0001")]
    [InlineData($$"""{"images": ["{{Image}}"]}""", "IMG.0001")]
    [InlineData($$"""{"images": [], "projects": ["{{Project}}"]}""", "IMG.0001")]
    [InlineData($$"""{"images": "{{Image}}", "projects": ["{{Project}}"]}""", "IMG.0001")]
    [InlineData($$"""{"images": [5], "projects": ["{{Project}}"]}""", "IMG.0001")]
    [InlineData($$"""{"images": ["\ud800"], "projects": ["{{Project}}"]}""", "IMG.0001")]
    [InlineData($$"""{"images": ["nope"], "projects": ["{{Project}}"]}""", "IMG.0066")]
    [InlineData($$"""{"images": ["{{Image}}"], "projects": [" "]}""", "IMG.0067")]
    [InlineData($$"""{"images": ["{{Image}}"], "projects": ["a\nb"]}""", "IMG.0067")]
    public async Task Add_WrongBody_Is400WithItsCode(string? body, string code)
    {
        DoorAnswer answer = await _doors.AddBatchAsync(body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(code, answer.Json["error"]!["code"]!.GetValue<string>());
        Assert.NotEmpty(answer.Json["error"]!["message"]!.GetValue<string>());
        Assert.Empty(_doors.Client.Started);
    }

    [Fact]
    public async Task Add_MorePairsThanPermitted_IsRefused()
    {
        var projects = new JsonArray([.. Enumerable.Range(0, 101).Select(i => (JsonNode)$"{i:x32}")]);

        DoorAnswer answer = await _doors.AddBatchAsync(new JsonObject { ["images"] = new JsonArray(Image), ["projects"] = projects }.ToJsonString());

        Assert.Equal("IMG.0001", answer.Json["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Add_ProjectThatIsNoIdOnOpenTelekomCloud_IsRefused()
    {
        await using WritingDoors otc = await WritingDoors.CreateAsync(azurite, CloudKind.OpenTelekomCloud);

        DoorAnswer answer = await otc.AddBatchAsync($$"""{"images": ["{{Image}}"], "projects": ["eu-de_project"]}""");

        Assert.Equal("IMG.0067", answer.Json["error"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("0a1b2c3d4e5f60718293a4b5c6d7e8f0", "accepted", "IMG.0030")]
    [InlineData(ScriptedCloud.Project, "pending", "IMG.0001")]
    public async Task Answer_OtherProjectOrStatus_IsRefused(string project, string status, string code)
    {
        DoorAnswer answer = await _doors.AnswerBatchAsync($$"""{"images": ["{{Image}}"], "project_id": "{{project}}", "status": "{{status}}"}""");

        Assert.Equal((400, code), (answer.Status, answer.Json["error"]!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Add_SameIdempotencyKey_IsTheSameJobAndOtherBodyIsRefused()
    {
        string key = SharedAzurite.UniqueName("key");
        DoorAnswer first = await _doors.AddBatchAsync(Good, key);
        DoorAnswer second = await _doors.AddBatchAsync(Good, key);
        DoorAnswer other = await _doors.AddBatchAsync(Good.Replace(Project, Project[..31] + "b", StringComparison.Ordinal), key);

        Assert.Equal(first.Body, second.Body);
        Assert.Equal(422, other.Status);
    }

    [Fact]
    public async Task Job_WhileItRuns_HasNoEndAndProgress()
    {
        string job = (await _doors.AddBatchAsync(Good)).Json["job_id"]!.GetValue<string>();

        DoorAnswer answer = await _doors.AnswerAsync(
            SharingDoors.Request("GET", $"/v1/cloudimages/job/{job}"), request => _doors.Extension.GetShareJobProgressAsync(request, job, default));

        Assert.Equal(
            $$$$"""{"status":"INIT","job_id":"{{{{job}}}}","job_type":"imsAddImageMembersJob","begin_time":"2030-01-01T00:00:00.000Z","end_time":null,"error_code":null,"fail_reason":null,"entities":{"process_percent":0,"current_task":"imsAddImageMembersJob","results":[]}}""",
            answer.Body);
    }

    [Fact]
    public async Task Job_ThatFailed_HasAResultForEveryPairWithCodesOfIms()
    {
        _doors.Client.Outcome = pair => pair.ImageId == Image
            ? new PairResult { Pair = pair, State = PairState.Success }
            : new PairResult { Pair = pair, State = PairState.Failed, Code = CloudErrorCode.TooLarge, Reason = "limit exceeded", CloudStatus = 413 };
        string job = (await _doors.AddBatchAsync($$"""{"images": ["{{Image}}", "{{OtherImage}}", "{{Image}}"], "projects": ["{{Project}}"]}""")).Json["job_id"]!.GetValue<string>();

        DoorAnswer answer = await _doors.JobAsync(job);

        Assert.Equal(
            $$$$"""{"status":"FAIL","job_id":"{{{{job}}}}","job_type":"imsAddImageMembersJob","begin_time":"2030-01-01T00:00:00.000Z","end_time":"2030-01-01T00:00:02.500Z","error_code":"IMG.0088","fail_reason":"limit exceeded","entities":{"results":[{"image_id":"{{{{OtherImage}}}}","project_id":"{{{{Project}}}}","status":"failed","error_code":"IMG.0088","fail_reason":"limit exceeded"},{"image_id":"{{{{Image}}}}","project_id":"{{{{Project}}}}","status":"success"}]}}""",
            answer.Body);
    }

    [Theory]
    [InlineData(CloudErrorCode.NotFound, "Image x not found.", "IMG.0027")]
    [InlineData(CloudErrorCode.Forbidden, "Not allowed to create members for image x.", "IMG.0047")]
    [InlineData(CloudErrorCode.Forbidden, "Not allowed to list members for image x: Only shared images have members.", "IMG.0089")]
    [InlineData(PairCodes.TokenExpired, "expired", "IMG.0087")]
    [InlineData(PairCodes.Waiting, "later", "IMG.0060")]
    [InlineData(PairCodes.ProjectUnknown, "unknown", "IMG.0108")]
    [InlineData(PairCodes.Unsettled, "?", "IMG.0112")]
    [InlineData("IMG.0098", "encrypted", "IMG.0098")]
    public async Task Job_CodeOfAPair_IsTheOneOfIms(string code, string reason, string expected)
    {
        _doors.Client.Outcome = pair => new PairResult { Pair = pair, State = PairState.Failed, Code = code, Reason = reason };
        string job = (await _doors.AddBatchAsync(Good)).Json["job_id"]!.GetValue<string>();

        Assert.Equal(expected, (await _doors.JobAsync(job)).Json["entities"]!["results"]![0]!["error_code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Job_OfAnotherOwner_IsNoJob()
    {
        var foreign = new ShareJob
        {
            Id = Guid.CreateVersion7().ToString("N"),
            Begin = DateTimeOffset.UnixEpoch,
            Request = new ShareRequest { Owner = JobOwner.Project("other", ScriptedCloud.Project), Action = ShareAction.Add, Images = [Image], Projects = [Project] },
        };
        await _doors.Jobs.TryAddAsync(foreign, null, default);

        DoorAnswer answer = await _doors.JobAsync(foreign.Id);
        DoorAnswer unknown = await _doors.JobAsync(Guid.CreateVersion7().ToString("N"));
        DoorAnswer odd = await _doors.JobAsync("' or 1 eq 1 or '");

        Assert.All([answer, unknown, odd], a => Assert.Equal((404, "IMG.0023"), (a.Status, a.Json["error"]!["code"]!.GetValue<string>())));
    }

    [Fact]
    public async Task Job_UnderAnotherProjectsPath_IsRefused()
    {
        DoorAnswer answer = await _doors.JobAsync(Guid.CreateVersion7().ToString("N"), "0a1b2c3d4e5f60718293a4b5c6d7e8f0");

        Assert.Equal((400, "IMG.0030"), (answer.Status, answer.Json["error"]!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Any_WithoutToken_Is401AsKeystoneSaysIt()
    {
        HttpRequest request = SharingDoors.Request("POST", "/v1/cloudimages/members", Good);
        request.Headers.Remove("X-Auth-Token");

        DoorAnswer answer = await _doors.AnswerAsync(request, r => _doors.Extension.AddMembersAsync(r, _doors.Client, default));

        Assert.Equal(401, answer.Status);
        Assert.Equal((401, "Unauthorized"), (answer.Json["error"]!["code"]!.GetValue<int>(), answer.Json["error"]!["title"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("GET", "/v1/cloudimages/members", 405, "IMG.0105")]
    [InlineData("POST", "/clouds/lab/v1/cloudimages/quota", 405, "IMG.0105")]
    [InlineData("GET", "/v1/nope", 404, "IMG.0017")]
    public async Task Any_UnknownPathOrMethod_HasACodeOfIms(string method, string path, int status, string code)
    {
        DoorAnswer answer = await _doors.AnswerAsync(
            SharingDoors.Request(method, path), request => Task.FromResult(_doors.Extension.WhenNothingElseMatchesUnderV1(request)));

        Assert.Equal((status, code), (answer.Status, answer.Json["error"]!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Quota_OpenTelekomCloud_IsTheClouds()
    {
        await using WritingDoors otc = await WritingDoors.CreateAsync(azurite, CloudKind.OpenTelekomCloud);
        otc.Cloud.Answer = http => http.Response.WriteAsJsonAsync(new { quotas = 1 });

        DoorAnswer answer = await otc.AnswerAsync(
            SharingDoors.Request("GET", "/clouds/lab/v1/cloudimages/quota"), request => otc.Extension.GetImageQuotaOfCloudAsync(request, default));

        Assert.Equal("""{"quotas":1}""", answer.Body);
        Assert.Equal("GET /v1/cloudimages/quota", Assert.Single(otc.Cloud.Asked).Line);
    }

    [Fact]
    public async Task Quota_OpenStack_CountsImagesAndMembers()
    {
        _doors.Cloud.Answer = http => http.Request.Path.Value!.EndsWith("/members", StringComparison.Ordinal)
            ? http.Response.WriteAsync($$"""{"members": [{{(http.Request.Path.Value.Contains(Image, StringComparison.Ordinal) ? Member : "")}}]}""")
            : http.Response.WriteAsync($$"""{"images": [{{Owned(Image, "shared")}}, {{Owned(OtherImage, "shared")}}, {{Owned(Guid.Empty.ToString(), "private")}}]}""");

        DoorAnswer answer = await _doors.AnswerAsync(
            SharingDoors.Request("GET", "/v1/cloudimages/quota"), request => _doors.Extension.GetImageQuotaAsync(request, default));

        Assert.Equal(
            """{"quotas":{"resources":[{"type":"image","used":3,"quota":-1,"min":-1,"max":-1},{"type":"image_shared","used":1,"quota":-1,"min":-1,"max":-1},{"type":"image_member","used":1,"quota":128,"min":0,"max":128}]}}""",
            answer.Body);
    }

    private const string Member =
        $$"""{"image_id": "{{Image}}", "member_id": "{{Project}}", "status": "pending", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}""";

    private static string Owned(string id, string visibility) =>
        $$"""{"id": "{{id}}", "name": "web", "status": "active", "visibility": "{{visibility}}", "owner": "{{ScriptedCloud.Project}}", "tags": []}""";
}
