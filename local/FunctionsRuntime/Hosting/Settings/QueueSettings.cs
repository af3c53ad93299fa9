using Microsoft.Extensions.Configuration;

namespace FunctionsRuntime.Hosting.Settings;

/// <summary>The section <c>extensions:queues</c> of host.json.</summary>
internal sealed record QueueSettings
{
    /// <summary>How many messages one call fetches, 1–32.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Messages are fetched again once no more than this many are running.</summary>
    public required int NewBatchThreshold { get; init; }

    /// <summary>A message that failed this often goes to the poison queue.</summary>
    public required int MaxDequeueCount { get; init; }

    /// <summary>The longest pause between two looks at an empty queue.</summary>
    public required TimeSpan MaxPollingInterval { get; init; }

    /// <summary>How long a message that failed stays invisible before it is tried again.</summary>
    public required TimeSpan VisibilityTimeout { get; init; }

    /// <summary>Whether message texts are Base64, the host's default.</summary>
    public required bool Base64 { get; init; }

    /// <summary>
    /// How long a running message stays invisible without renewal, from <c>LocalRuntime:QueueLease</c>. The real host takes ten minutes;
    /// thirty seconds let a restart after a crash go on soon.
    /// </summary>
    public required TimeSpan Lease { get; init; }

    public static QueueSettings Read(IConfigurationSection queues, IConfiguration settings)
    {
        int batch = queues.GetValue("batchSize", 16);
        int most = queues.GetValue("maxDequeueCount", 5);
        return new QueueSettings
        {
            BatchSize = batch is >= 1 and <= 32 ? batch : throw Wrong("batchSize", "1 to 32"),
            NewBatchThreshold = queues.GetValue("newBatchThreshold", batch / 2),
            MaxDequeueCount = most >= 1 ? most : throw Wrong("maxDequeueCount", "1 or more"),
            MaxPollingInterval = queues.GetValue("maxPollingInterval", TimeSpan.FromMinutes(1)),
            VisibilityTimeout = queues.GetValue("visibilityTimeout", TimeSpan.Zero),
            Base64 = queues["messageEncoding"]?.ToLowerInvariant() switch
            {
                null or "base64" => true,
                "none" => false,
                _ => throw Wrong("messageEncoding", "none or base64"),
            },
            Lease = settings.GetValue("LocalRuntime:QueueLease", TimeSpan.FromSeconds(30)),
        };
    }

    private static InvalidDataException Wrong(string name, string allowed) =>
        new($"host.json: extensions:queues:{name} has to be {allowed}.");
}
