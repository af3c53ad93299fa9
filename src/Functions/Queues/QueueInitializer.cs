using Azure.Storage.Queues;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Queues;

/// <summary>Makes the queues at start, so that senders find them.</summary>
public sealed class QueueInitializer(QueueServiceClient queues, PoisonedMessages poison) : IHostedService
{
    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await queues.GetQueueClient("bulk-share").CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await poison.EnsureAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
