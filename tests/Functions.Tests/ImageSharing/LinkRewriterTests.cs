using System.Text;
using ImagePublishFunctions.Http.ImageSharing;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>Links in bodies that arrive in pieces.</summary>
public sealed class LinkRewriterTests
{
    private const string Body = "http://glance:9292/v2 http://glance:92920/ xhttp://glance:9292/http://glance:9292/ http://glance:9292";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(19)]
    [InlineData(1000)]
    public async Task CopyAsync_LinkAcrossPieces_IsReplaced(int piece)
    {
        using var target = new MemoryStream();

        await new LinkRewriter("http://glance:9292/", "https://us/", 1000).CopyAsync(new Pieces(Encoding.UTF8.GetBytes(Body), piece), target, default);

        Assert.Equal("https://us/v2 http://glance:92920/ xhttps://us/https://us/ http://glance:9292", Encoding.UTF8.GetString(target.ToArray()));
    }

    [Fact]
    public async Task CopyAsync_LongerThanPermitted_Throws() =>
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            new LinkRewriter("a/", "b/", Body.Length - 1).CopyAsync(new MemoryStream(Encoding.UTF8.GetBytes(Body)), Stream.Null, default));

    private sealed class Pieces(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
