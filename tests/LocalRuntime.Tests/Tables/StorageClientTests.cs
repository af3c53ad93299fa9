using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.LocalRuntime.Tests.Tables;

/// <summary>The real blob and queue clients run beside the stand-in for System.IO.Hashing.</summary>
public sealed class StorageClientTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task Blob_InSeveralBlocks_ComesBackByteForByte()
    {
        byte[] content = new byte[9 * 1024 * 1024 + 1];
        new Random(1).NextBytes(content);
        var container = new BlobContainerClient(azurite.ConnectionString, SharedAzurite.UniqueName());
        await container.CreateAsync();
        BlobClient blob = container.GetBlobClient("a/b ü.bin");

        await blob.UploadAsync(
            BinaryData.FromBytes(content),
            new BlobUploadOptions { TransferOptions = new() { InitialTransferSize = 1 << 20, MaximumTransferSize = 4 << 20 } });
        BlobDownloadResult read = await blob.DownloadContentAsync();

        Assert.Equal(content, read.Content.ToArray());
        await container.DeleteAsync();
    }

    [Fact]
    public async Task Blob_WithChecksumOfTheClient_IsSentWithIt()
    {
        var container = new BlobContainerClient(
            azurite.ConnectionString, SharedAzurite.UniqueName(), new BlobClientOptions { Retry = { MaxRetries = 0 } });
        await container.CreateAsync();
        var validation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.StorageCrc64 };

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => container.GetBlobClient("b").UploadAsync(
            BinaryData.FromString("text"), new BlobUploadOptions { TransferValidation = validation }));

        // The emulator knows no CRC-64; that it says so shows that the client computed one on the stand-in's base class.
        Assert.Contains("x-ms-content-crc64", refusal.Message, StringComparison.Ordinal);
        await container.DeleteAsync();
    }

    [Fact]
    public async Task Queue_SendReceiveDelete_Works()
    {
        var queue = new QueueClient(azurite.ConnectionString, SharedAzurite.UniqueName());
        await queue.CreateAsync();

        await queue.SendMessageAsync("{\"text\":\"ü\"}");
        QueueMessage message = await queue.ReceiveMessageAsync(TimeSpan.FromSeconds(30));
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        QueueProperties after = await queue.GetPropertiesAsync();

        Assert.Equal("{\"text\":\"ü\"}", message.Body.ToString());
        Assert.Equal(0, after.ApproximateMessagesCount);
        await queue.DeleteAsync();
    }
}
