using System.Text.Json;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ImagePublishFunctions.Queues;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Queues;

/// <summary>What replies look like on the wire: docs/sharing.md tells it to readers.</summary>
public sealed class ShareRepliesTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly QueueServiceClient _queues =
        new(azurite.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });

    private readonly string _queue = $"r{Guid.CreateVersion7():n}-replies";

    [Fact]
    public async Task Send_Reply_IsACloudEventInStructuredMode()
    {
        var reply = new ShareReply
        {
            JobId = "j1",
            CorrelationId = "build 42",
            Owner = "login:guest",
            State = "FAIL",
            Pairs = 2,
            Succeeded = 1,
            Failed = 1,
            ErrorCode = "PROJECT_UNKNOWN",
            Failures = [new FailedPair("i", "p", "PROJECT_UNKNOWN", "grün <b>")],
        };

        JsonElement sent = await SendAsync(reply);

        Assert.Equal(
            ["data", "datacontenttype", "id", "source", "specversion", "subject", "time", "type"],
            sent.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ("1.0", "/queues/bulk-share", "j1/end", "imagepublish.share.completed", "j1", "application/json"),
            (Text("specversion"), Text("source"), Text("id"), Text("type"), Text("subject"), Text("datacontenttype")));
        Assert.Equal(TimeSpan.Zero, sent.GetProperty("time").GetDateTimeOffset().Offset);
        Assert.Equal(Clock.Moment, sent.GetProperty("time").GetDateTimeOffset());
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""
                {"jobId": "j1", "correlationId": "build 42", "owner": "login:guest", "state": "FAIL", "pairs": 2, "succeeded": 1, "failed": 1,
                 "errorCode": "PROJECT_UNKNOWN", "failReason": null,
                 "failures": [{"image": "i", "project": "p", "code": "PROJECT_UNKNOWN", "reason": "grün <b>"}]}
                """),
            sent.GetProperty("data")));

        string? Text(string name) => sent.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Send_MoreFailuresThanAMessageHolds_LeavesOutTheLast()
    {
        var failures = Enumerable.Range(0, ShareReply.MostFailures)
            .Select(number => new FailedPair($"i{number}", "p", "X", new string('ü', 256)))
            .ToList();

        JsonElement sent = await SendAsync(new ShareReply { JobId = "j1", State = "FAIL", Failures = failures });

        Assert.InRange(sent.GetRawText().Length, 1, 48 * 1024);
        JsonElement kept = sent.GetProperty("data").GetProperty("failures");
        Assert.InRange(kept.GetArrayLength(), 10, ShareReply.MostFailures - 1);
        Assert.Equal("i0", kept[0].GetProperty("image").GetString());
    }

    private async Task<JsonElement> SendAsync(ShareReply reply)
    {
        await new ShareReplies(_queues, new Clock()).SendAsync(_queue, "j1/end", ShareReplies.Completed, "j1", reply, default);
        QueueMessage message = await _queues.GetQueueClient(_queue).ReceiveMessageAsync();
        return JsonElement.Parse(message.Body.ToMemory().Span);
    }

    private sealed class Clock : TimeProvider
    {
        public static readonly DateTimeOffset Moment = new(2026, 2, 3, 10, 16, 1, 120, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Moment;
    }
}
