using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using FunctionsRuntime.Hosting.Settings;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Hosting.Queues;

/// <summary>Fetches messages of one queue and runs them side by side; looks less often while there are none or no service.</summary>
internal sealed partial class QueueListener(
    QueueClient queue, QueueMessageProcessor processor, QueueSettings settings, TimeProvider time, ILogger logger) : ITriggerListener
{
    /// <summary>The real host's shortest pause.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        List<Task> running = [];
        TimeSpan pause = ShortestPause;
        while (!stopping.IsCancellationRequested)
        {
            running.RemoveAll(t => t.IsCompleted);
            if (running.Count > settings.NewBatchThreshold)
            {
                await Task.WhenAny(running);
                continue;
            }

            QueueMessage[] messages = await FetchAsync(stopping);
            running.AddRange(messages.Select(m => processor.ProcessAsync(m, aborting)));
            if (messages.Length > 0)
            {
                pause = ShortestPause;
                continue;
            }

            await Task.WhenAny(Task.Delay(pause, time, stopping));
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, settings.MaxPollingInterval.Ticks));
        }

        await Task.WhenAll(running);
    }

    private async Task<QueueMessage[]> FetchAsync(CancellationToken stopping)
    {
        try
        {
            return await queue.ReceiveMessagesAsync(settings.BatchSize, settings.Lease, stopping);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return [];
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or OperationCanceledException)
        {
            Unreachable(logger, e, queue.Name);
            return [];
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Queue {Queue} can't be read")]
    private static partial void Unreachable(ILogger logger, Exception e, string queue);
}
