using System.Globalization;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsRuntime.Hosting.Discovery;
using FunctionsRuntime.Hosting.Invocation;
using FunctionsRuntime.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Hosting.Queues;

/// <summary>
/// Runs the function for one message and settles it: done is deleted, failed comes back after the visibility time-out, failed too often
/// goes to the poison queue with its content (the rules of the real host's QueueProcessor).
/// </summary>
internal sealed partial class QueueMessageProcessor(
    HostedFunction function, QueueConnection connection, QueueSettings settings, FunctionInvoker invoker, TimeProvider time, ILogger logger)
{
    private readonly QueueClient _queue = connection.Queue;
    private readonly QueueClient _poison = connection.Poison;

    /// <summary>Never throws: what can't be settled becomes visible again by itself.</summary>
    public async Task ProcessAsync(QueueMessage message, CancellationToken aborting)
    {
        await using var lease = new MessageLease(_queue, message, settings.Lease, time, logger);
        try
        {
            if (message.DequeueCount > settings.MaxDequeueCount || Decode(message) is not { } body)
            {
                await PoisonAsync(message, lease);
                return;
            }

            if (await TryInvokeAsync(message, body, aborting))
            {
                await _queue.DeleteMessageAsync(message.MessageId, await lease.EndAsync(), CancellationToken.None);
            }
            else if (message.DequeueCount >= settings.MaxDequeueCount)
            {
                await PoisonAsync(message, lease);
            }
            else
            {
                TimeSpan again = aborting.IsCancellationRequested ? TimeSpan.Zero : settings.VisibilityTimeout;
                await _queue.UpdateMessageAsync(
                    message.MessageId, await lease.EndAsync(), (string?)null, again, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException)
        {
            NotSettled(logger, e, message.MessageId, _queue.Name);
        }
    }

    /// <summary>The message's content, or null where it isn't the Base64 that host.json promises.</summary>
    private BinaryData? Decode(QueueMessage message)
    {
        if (!settings.Base64)
        {
            return message.Body;
        }

        string text = message.Body.ToString();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length) ? BinaryData.FromBytes(bytes.AsMemory(0, length)) : null;
    }

    private async Task<bool> TryInvokeAsync(QueueMessage message, BinaryData body, CancellationToken aborting)
    {
        QueueMessage decoded = QueuesModelFactory.QueueMessage(
            message.MessageId,
            message.PopReceipt,
            body,
            message.DequeueCount,
            message.NextVisibleOn,
            message.InsertedOn,
            message.ExpiresOn);
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["QueueTrigger"] = body.ToString(),
            ["Id"] = message.MessageId,
            ["PopReceipt"] = message.PopReceipt,
            ["DequeueCount"] = message.DequeueCount.ToString(CultureInfo.InvariantCulture),
        };
        try
        {
            await invoker.InvokeAsync(function, new TriggerInput(decoded, data), prepare: null, aborting);
            return true;
        }
#pragma warning disable CA1031 // whatever a function throws, its message is tried again
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failed(logger, e, function.Name, message.MessageId, message.DequeueCount);
            return false;
        }
    }

    private async Task PoisonAsync(QueueMessage message, MessageLease lease)
    {
        Poisoned(logger, message.MessageId, _poison.Name);
        try
        {
            await _poison.SendMessageAsync(message.Body);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await _poison.CreateIfNotExistsAsync();
            await _poison.SendMessageAsync(message.Body);
        }

        await _queue.DeleteMessageAsync(message.MessageId, await lease.EndAsync(), CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Error, "Queue function {Function} failed for message {Message}, delivery {Delivery}")]
    private static partial void Failed(ILogger logger, Exception e, string function, string message, long delivery);

    [LoggerMessage(2, LogLevel.Warning, "Message {Message} goes to queue {Queue}")]
    private static partial void Poisoned(ILogger logger, string message, string queue);

    [LoggerMessage(3, LogLevel.Warning, "Message {Message} of queue {Queue} could not be settled and will be delivered again")]
    private static partial void NotSettled(ILogger logger, Exception e, string message, string queue);
}
