using System.Buffers.Text;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.Shares;

namespace ImagePublishFunctions.Queues;

/// <summary>Reads messages of queue <c>bulk-share</c>: JSON as it is, or in Base64, which many senders' libraries make of it.</summary>
public static class BulkShareMessageReader
{
    /// <summary>Reads a message's content.</summary>
    /// <exception cref="RefusalException">400, naming the place in the JSON.</exception>
    public static BulkShareMessage Read(ReadOnlySpan<byte> content) => ShareBodyReader.Read<BulkShareMessage>(Json(content));

    private static ReadOnlySpan<byte> Json(ReadOnlySpan<byte> content)
    {
        content = content.Trim(" \t\r\n"u8);
        if (content.IsEmpty || content[0] == (byte)'{' || !Base64.IsValid(content)) return content;
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(content.Length)];
        Base64.DecodeFromUtf8(content, decoded, out _, out int written);
        return decoded.AsSpan(0, written);
    }
}
