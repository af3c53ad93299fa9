using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace FunctionsHost.Settings;

/// <summary>Without storage the extensions would try for minutes, and then say little.</summary>
internal static class StorageCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task EnsureAsync(string connection, CancellationToken cancellationToken)
    {
        Uri? asked = null;
        try
        {
            BlobServiceClient blobs = new(connection, Once(new BlobClientOptions()));
            QueueServiceClient queues = new(connection, Once(new QueueClientOptions()));
            TableServiceClient tables = new(connection, Once(new TableClientOptions()));
            asked = blobs.Uri;
            await blobs.GetPropertiesAsync(cancellationToken);
            asked = queues.Uri;
            await queues.GetPropertiesAsync(cancellationToken);
            asked = tables.Uri;
            await tables.GetPropertiesAsync(cancellationToken);
        }
        catch (RequestFailedException e)
        {
            // The first line says it; headers and the body follow.
            throw new HostException($"the storage of AzureWebJobsStorage cannot be used at {asked}: {e.Message.Split('\n')[0]}", e);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new HostException($"the setting AzureWebJobsStorage is no connection string: {e.Message}", e);
        }
    }

    private static T Once<T>(T options)
        where T : ClientOptions
    {
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = Patience;
        return options;
    }
}
