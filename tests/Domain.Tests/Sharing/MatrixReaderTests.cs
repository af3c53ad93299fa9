using System.Text;
using ImagePublishFunctions.Domain.Sharing;

namespace Domain.Tests.Sharing;

public sealed class MatrixReaderTests
{
    private const string Image = "3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4";
    private const string Other = "c7e2b0d4-1f6a-4a58-9c3b-2f7d8e90b1a6";

    [Theory]
    [InlineData($"{Image},p1\n{Other},p2\n")]
    [InlineData($"image,project\r\n{Image},p1\r\n{Other},p2")]
    [InlineData($"Image, Project\n\n  {Image} , p1\n{Other},\"p2\"")]
    [InlineData($"\uFEFF{Image},p1\n{Other},p2")]
    [InlineData($$"""{"image":"{{Image}}","project":"p1"}{{"\n"}}{"project":"p2","image":"{{Other}}","note":7}""")]
    public async Task ReadAsync_EitherFormat_GivesThePairsInOrder(string text) =>
        Assert.Equal([new SharePair(Image, "p1"), new SharePair(Other, "p2")], await ReadAsync(text));

    [Fact]
    public async Task ReadAsync_QuotedProjectWithACommaAndQuotes_IsOneProject() =>
        Assert.Equal([new SharePair(Image, "a, \"b\"")], await ReadAsync($"{Image},\"a, \"\"b\"\"\""));

    [Theory]
    [InlineData($"{Image},p1\nnonsense,p2", 2, "image must be")]
    [InlineData($"{Image}", 1, "two fields")]
    [InlineData($"{Image},a,b", 1, "two fields")]
    [InlineData($"image,project\n{Image},", 2, "project must be")]
    [InlineData($$"""{"image":"{{Image}}"}""", 1, "project is missing")]
    [InlineData($$"""{"image":7,"project":"p"}""", 1, "image is missing")]
    [InlineData($$"""{"image":"{{Image}}","project":"p"}{{"\n"}}{Image},p""", 2, "JSON")]
    [InlineData("""{"image":{"a":{"b":{}}},"project":"p"}""", 1, "JSON")]
    public async Task ReadAsync_LineThatIsNoPair_NamesTheLine(string text, int line, string fault)
    {
        MatrixFormatException e = await Assert.ThrowsAsync<MatrixFormatException>(() => ReadAsync(text));
        Assert.Equal(line, e.Line);
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_EndlessLine_IsRefusedWithoutReadingItAll()
    {
        await using var endless = new EndlessStream();
        await Assert.ThrowsAsync<MatrixFormatException>(async () =>
        {
            await foreach (SharePair _ in MatrixReader.ReadAsync(endless, CancellationToken.None)) Assert.Fail("no pair can come of it");
        });
        Assert.InRange(endless.BytesRead, 2048, 1 << 20);
    }

    private static async Task<List<SharePair>> ReadAsync(string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var pairs = new List<SharePair>();
        await foreach (SharePair pair in MatrixReader.ReadAsync(content, CancellationToken.None)) pairs.Add(pair);
        return pairs;
    }
}
