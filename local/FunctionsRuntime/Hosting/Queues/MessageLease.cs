using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Hosting.Queues;

/// <summary>Keeps a running message invisible, by renewing it at half of its time.</summary>
internal sealed partial class MessageLease : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewal;
    private string _popReceipt;

    public MessageLease(QueueClient queue, QueueMessage message, TimeSpan length, TimeProvider time, ILogger logger)
    {
        _popReceipt = message.PopReceipt;
        _renewal = RenewAsync(queue, message.MessageId, length, time, logger);
    }

    /// <summary>Ends the renewal; the receipt that then deletes or releases the message.</summary>
    public async Task<string> EndAsync()
    {
        await _end.CancelAsync();
        await _renewal;
        return _popReceipt;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    private async Task RenewAsync(QueueClient queue, string id, TimeSpan length, TimeProvider time, ILogger logger)
    {
        while (true)
        {
            try
            {
                await Task.Delay(length / 2, time, _end.Token);

                // Not cancelled half-way: a receipt that the service renewed and this side never saw would be lost.
                UpdateReceipt receipt = await queue.UpdateMessageAsync(id, _popReceipt, (string?)null, length, CancellationToken.None);
                _popReceipt = receipt.PopReceipt;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (RequestFailedException e)
            {
                NotRenewed(logger, e, id, queue.Name);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Message {Message} of queue {Queue} could not be renewed")]
    private static partial void NotRenewed(ILogger logger, Exception e, string message, string queue);
}
