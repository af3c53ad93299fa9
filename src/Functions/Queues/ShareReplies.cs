using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;

namespace ImagePublishFunctions.Queues;

/// <summary>Sends what became of shares to the queues that their messages named, as CloudEvents.</summary>
public sealed class ShareReplies(QueueServiceClient queues, TimeProvider time)
{
    /// <summary>A job goes on.</summary>
    public const string Progressed = "imagepublish.share.progressed";

    /// <summary>A job ended, well or not.</summary>
    public const string Completed = "imagepublish.share.completed";

    /// <summary>A message was refused before there was a job.</summary>
    public const string Refused = "imagepublish.share.refused";

    /// <summary>A message of a queue has 64 KiB, also when a client reads it as Base64.</summary>
    private const int LongestMessage = 48 * 1024;

    /// <summary>Where the events happen.</summary>
    private static readonly Uri Source = new("/queues/bulk-share", UriKind.Relative);

    private static readonly JsonEventFormatter Format = new(JsonSerializerOptions.Web, default);

    /// <summary>Sends a reply; the queue is made when it is missing.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="id">The event's id: the same for the same event, however often it is sent.</param>
    /// <param name="type">One of this class's types.</param>
    /// <param name="subject">The job's id, or the message's when there is no job.</param>
    /// <param name="reply">What to tell.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SendAsync(string queue, string id, string type, string subject, ShareReply reply, CancellationToken cancellationToken)
    {
        BinaryData content = Write(reply);
        while (content.ToMemory().Length > LongestMessage)
        {
            reply = reply with { Failures = [.. reply.Failures.Take(reply.Failures.Count / 2)] };
            content = Write(reply);
        }

        QueueClient client = queues.GetQueueClient(queue);
        try
        {
            await client.SendMessageAsync(content, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await client.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
            await client.SendMessageAsync(content, cancellationToken: cancellationToken);
        }

        BinaryData Write(ShareReply data)
        {
            var happened = new CloudEvent
            {
                Id = id,
                Source = Source,
                Type = type,
                Subject = subject,
                Time = time.GetUtcNow(),
                DataContentType = "application/json",
                Data = data,
            };
            return new BinaryData(Format.EncodeStructuredModeMessage(happened, out _));
        }
    }
}
