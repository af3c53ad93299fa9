using Azure.Storage.Queues.Models;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.Shares;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Queues;

/// <summary>
/// Bulk shares by queue <c>bulk-share</c>. Whoever may write to the storage account is trusted to name the owner. A message that can't be a
/// share goes to <c>bulk-share-poison</c> at once, with the reason in table ShareJobs and, where it named one, in its reply queue.
/// </summary>
public sealed class BulkShareFunctions(
    ShareDoor door, UserStore users, PoisonedMessages poison, ShareReplies replies, ILogger<BulkShareFunctions> log)
{
    /// <summary>The most messages that one look at the poison queue records.</summary>
    private const int MostAtOnce = 1000;

    /// <summary>Starts the share of a message. A message that is delivered again is the same job: its id follows from the message's.</summary>
    [Function(nameof(ShareFromQueueAsync))]
    public async Task ShareFromQueueAsync(
        [QueueTrigger("bulk-share")] QueueMessage message, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        BulkShareMessage? share = null;
        try
        {
            share = BulkShareMessageReader.Read(message.Body.ToMemory().Span);
            ShareRequest request = share.ToRequest();
            await RequireOwnerAsync(share.Owner!, cancellationToken);
            await door.AcceptAsync(request, null, ShareIntake.DerivedId($"bulk-share/{message.MessageId}"), client, cancellationToken);
        }
        catch (RefusalException refusal) when (refusal.Status < 500)
        {
            log.LogWarning(new EventId(400, "ShareMessageRefused"), "Message {Message} of bulk-share is refused: {Code}", message.MessageId, refusal.Code);
            await poison.AddAsync(message.Body, refusal.Code, refusal.Message, refusal.Field, cancellationToken);
            await ReplyAsync(share, message.MessageId, refusal, cancellationToken);
        }
    }

    /// <summary>Records why messages lie in the poison queue that the host itself put there: their storage or this program kept failing.</summary>
    [Function(nameof(RecordPoisonedMessagesAsync))]
    public async Task RecordPoisonedMessagesAsync([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (QueueMessage message in await poison.FindUnrecordedAsync(MostAtOnce, cancellationToken))
            await poison.RecordAsync(Explain(message), cancellationToken);
    }

    private static PoisonedMessage Explain(QueueMessage message)
    {
        try
        {
            BulkShareMessageReader.Read(message.Body.ToMemory().Span).ToRequest();
            return new PoisonedMessage(message.MessageId, "DELIVERY_FAILED", "Its delivery failed too often; the log of those times says why.", null);
        }
        catch (RefusalException refusal)
        {
            return new PoisonedMessage(message.MessageId, refusal.Code, refusal.Message, refusal.Field);
        }
    }

    private async Task RequireOwnerAsync(string login, CancellationToken cancellationToken)
    {
        User? owner = await users.FindAsync(login, cancellationToken);
        if (owner is not { IsDisabled: false }) throw new RefusalException(404, "OWNER_NOT_FOUND", "There is no such user.", "owner");
        if (!owner.IsAdministrator && !owner.Entitlements.Contains(Entitlement.ImagePublish))
            throw new RefusalException(403, "ENTITLEMENT_MISSING", $"The owner lacks the entitlement {Entitlement.ImagePublish}.", "owner");
    }

    private async Task ReplyAsync(BulkShareMessage? share, string messageId, RefusalException refusal, CancellationToken cancellationToken)
    {
        if (share?.ReplyQueue is not { } queue || !ShareRules.IsReplyQueue(queue)) return;
        var reply = new ShareReply
        {
            State = "REFUSED",
            CorrelationId = share.CorrelationId,
            Owner = share.Owner,
            ErrorCode = refusal.Code,
            FailReason = refusal.Message,
        };
        await replies.SendAsync(queue, $"{messageId}/refused", ShareReplies.Refused, messageId, reply, cancellationToken);
    }
}
