using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Queue <c>bulk-share-poison</c> and, in table ShareJobs under partition <c>poison</c>, why each of its messages is there. A message stays
/// until an operator takes it.
/// </summary>
public sealed class PoisonedMessages(QueueServiceClient queues, TableServiceClient tables, TimeProvider time)
{
    private const string Partition = "poison";
    private const string Recorded = "Recorded";

    /// <summary>The longest that one look keeps messages from an operator's view.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    /// <summary>The queue's own word for a message that never expires.</summary>
    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _queue = queues.GetQueueClient("bulk-share-poison");
    private readonly TableClient _table = tables.GetTableClient("ShareJobs");

    /// <summary>Makes the queue and the table when they are missing.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await _queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await _table.CreateIfNotExistsAsync(cancellationToken);
    }

    /// <summary>Puts a message into the poison queue with what is wrong with it.</summary>
    public async Task AddAsync(BinaryData content, string code, string reason, string? field, CancellationToken cancellationToken)
    {
        SendReceipt receipt = await _queue.SendMessageAsync(content, timeToLive: Forever, cancellationToken: cancellationToken);
        await RecordAsync(new PoisonedMessage(receipt.MessageId, code, reason, field), cancellationToken);
    }

    /// <summary>The messages that nobody has recorded yet: those that the host itself gave up.</summary>
    /// <param name="atMost">How many are looked at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<QueueMessage>> FindUnrecordedAsync(int atMost, CancellationToken cancellationToken)
    {
        var unrecorded = new List<QueueMessage>();
        for (int seen = 0; seen < atMost;)
        {
            QueueMessage[] messages = await _queue.ReceiveMessagesAsync(32, Look, cancellationToken);
            if (messages.Length == 0) break;
            seen += messages.Length;
            foreach (QueueMessage message in messages)
            {
                if (await FindAsync(message.MessageId, cancellationToken) is null) unrecorded.Add(message);
            }
        }

        return unrecorded;
    }

    /// <summary>Keeps why a message is there; a record that stands already is left as it is.</summary>
    public async Task RecordAsync(PoisonedMessage message, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, message.MessageId)
        {
            [nameof(PoisonedMessage.Code)] = message.Code,
            [nameof(PoisonedMessage.Reason)] = message.Reason,
            [nameof(PoisonedMessage.Field)] = message.Field,
            [Recorded] = time.GetUtcNow(),
        };
        try
        {
            await _table.AddEntityAsync(row, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // recorded already
        }
    }

    /// <summary>Why a message is there; null when it has no record.</summary>
    public async Task<PoisonedMessage?> FindAsync(string messageId, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> found = await _table.GetEntityIfExistsAsync<TableEntity>(Partition, messageId, cancellationToken: cancellationToken);
        if (!found.HasValue) return null;
        TableEntity row = found.Value!;
        return new PoisonedMessage(
            messageId,
            row.GetString(nameof(PoisonedMessage.Code))!,
            row.GetString(nameof(PoisonedMessage.Reason))!,
            row.GetString(nameof(PoisonedMessage.Field)));
    }
}
