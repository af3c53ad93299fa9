using CloudSimulator.Faults;

namespace ImagePublishFunctions.Clouds.Tests.OpenTelekomCloud;

/// <summary>What is made of the errors of Open Telekom Cloud, in all their shapes.</summary>
public sealed class ImsErrorTests
{
    [Theory]
    [InlineData(400, """{"error": {"code": "IMG.0144", "message": "no such image"}}""", "IMG.0144", CloudErrorKind.Permanent, "no such image")]
    [InlineData(403, """{"error": {"code": "IMG.0026", "message": "role"}}""", "IMG.0026", CloudErrorKind.Permanent, "role")]
    [InlineData(400, """{"error": {"code": "IMG.0060", "message": "too many"}}""", "IMG.0060", CloudErrorKind.Transient, "too many")]
    [InlineData(400, """{"error": {"code": "IMG.0112", "message": "inside"}}""", "IMG.0112", CloudErrorKind.Unknown, "inside")]
    [InlineData(400, """{"error": {"code": "IMG.9999", "message": "new"}}""", "IMG.9999", CloudErrorKind.Permanent, "new")]
    [InlineData(
        429, """{"error_code": "APIG.0308", "error_msg": "slow down", "request_id": "9d"}""", "TooManyRequests", CloudErrorKind.Transient, "slow down")]
    [InlineData(
        401, """{"error": {"code": 401, "message": "who?", "title": "Unauthorized"}}""", "TokenRejected", CloudErrorKind.Transient, "who?")]
    [InlineData(403, """{"error_code": "IAM.0003", "error_msg": "policy"}""", "Forbidden", CloudErrorKind.Permanent, "policy")]
    [InlineData(
        409, """{"code": "409 Conflict", "title": "Conflict", "message": "duplicated"}""", "Conflict", CloudErrorKind.Permanent, "duplicated")]
    [InlineData(404, "<error><message>gone away</message></error>", "NotFound", CloudErrorKind.Permanent, "gone away")]
    [InlineData(502, "<html><body>Bad Gateway</body></html>", "ServerError", CloudErrorKind.Unknown, "Bad Gateway")]
    public async Task Submit_AnswerInEveryShape_HasCodeKindAndWords(int status, string body, string code, CloudErrorKind kind, string said)
    {
        await using var bed = await TelekomBed.StartAsync();
        var session = await bed.LogInAsync(TelekomBed.Publisher);
        bed.ArmAnswer("ims", status, body, "text/plain");

        var error = await Assert.ThrowsAsync<CloudException>(
            () => bed.Members.AddAsync(session, ["a"], [TelekomBed.ProjectOf(TelekomBed.Consumer)], CancellationToken.None));

        Assert.Equal(code, error.Code);
        Assert.Equal(kind, error.Kind);
        Assert.Equal(status, error.Status);
        Assert.Contains(said, error.Said, StringComparison.Ordinal);
        Assert.DoesNotContain(session.Token, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_Throttled_TellsWhenToComeBack()
    {
        await using var bed = await TelekomBed.StartAsync();
        var session = await bed.LogInAsync(TelekomBed.Publisher);
        bed.ArmAnswer("ims", 429, "", retryAfter: "7");

        var error = await Assert.ThrowsAsync<CloudException>(() => bed.Members.AddAsync(session, ["a"], ["b"], CancellationToken.None));

        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
    }

    [Theory]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.Garble)]
    public async Task Submit_ReplyThatNobodyCanRead_IsUnknownAndSentOnce(FaultKind kind)
    {
        await using var bed = await TelekomBed.StartAsync();
        var session = await bed.LogInAsync(TelekomBed.Publisher);
        var image = bed.Cloud.AddImage(TelekomBed.ProjectOf(TelekomBed.Publisher), "one");
        var fault = bed.Arm(kind, "ims", "POST", times: 10);

        var error = await Assert.ThrowsAsync<CloudException>(
            () => bed.Members.AddAsync(session, [image], [TelekomBed.ProjectOf(TelekomBed.Consumer)], CancellationToken.None));

        Assert.Equal(CloudErrorKind.Unknown, error.Kind);
        Assert.Equal(1, fault.Occurred);
    }
}
