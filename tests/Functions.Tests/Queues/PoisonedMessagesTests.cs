using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Functions.Tests.Sharing;
using ImagePublishFunctions.Http.Shares;
using ImagePublishFunctions.Queues;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Queues;

/// <summary>What lies in the poison queue, however it came there, has its reason in table ShareJobs.</summary>
public sealed class PoisonedMessagesTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task Record_MessagesThatTheHostGaveUp_SaysWhyAndLeavesThemThere()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, new FakeGlance());
        var queues = new QueueServiceClient(azurite.ConnectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.None });
        var tables = new TableServiceClient(azurite.ConnectionString);
        var poison = new PoisonedMessages(queues, tables, TimeProvider.System);
        await poison.EnsureAsync(default);
        QueueClient queue = queues.GetQueueClient("bulk-share-poison");
        SendReceipt malformed = await queue.SendMessageAsync("not a share");
        SendReceipt good = await queue.SendMessageAsync(
            """
            {"version": 1, "owner": "guest", "account": "users/guest/accounts/12", "action": "add",
             "images": ["3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4"], "projects": ["p"]}
            """);
        var clouds = new ConfiguredClouds([]);
        var door = new ShareDoor(place.Accounts, clouds, place.Intake);
        var functions = new BulkShareFunctions(
            door, new UserStore(tables), poison, new ShareReplies(queues, TimeProvider.System), NullLogger<BulkShareFunctions>.Instance);

        await functions.RecordPoisonedMessagesAsync(new TimerInfo(), default);

        Assert.Equal("BODY_INVALID", (await poison.FindAsync(malformed.MessageId, default))!.Code);
        Assert.Equal("DELIVERY_FAILED", (await poison.FindAsync(good.MessageId, default))!.Code);
        Assert.True((await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount >= 2);
        Assert.DoesNotContain(await poison.FindUnrecordedAsync(1000, default), message => message.MessageId == malformed.MessageId);
    }
}
