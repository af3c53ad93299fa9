using System.Net;
using System.Security.Cryptography;
using System.Web;
using Azure;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

public sealed class ImageFileStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private static readonly HttpClient Client = new();

    [Fact]
    public async Task WriteAsync_FileOfManyBlocks_IsReadBackByteForByte()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        byte[] content = RandomNumberGenerator.GetBytes((9 << 20) + 7);

        await place.WriteFileAsync(content);

        ImageFileProperties? file = await place.Files.FindAsync(place.Path(), CancellationToken.None);
        Assert.Equal(content.Length, file!.Size);
        Assert.Equal(content, await ReadAsync(await place.Files.OpenAsync(place.Path(), file.ETag)));
        Assert.Equal(content[100..107], await ReadAsync(await place.Files.OpenAsync(place.Path(), file.ETag, 100, 7)));
    }

    [Fact]
    public async Task WriteAsync_ContentThatBreaksOff_LeavesTheFileThatWasThere()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        await place.WriteFileAsync([1, 2, 3]);
        ImageFileProperties? before = await place.Files.FindAsync(place.Path(), CancellationToken.None);

        await Assert.ThrowsAsync<IOException>(() =>
            place.Files.TryWriteAsync(place.Path(), new BreakingStream(10 << 20), CancellationToken.None));

        Assert.Equal(before, await place.Files.FindAsync(place.Path(), CancellationToken.None));
    }

    [Fact]
    public async Task FindAsync_NoFile_IsNothingAndDeletingItNoError()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);

        Assert.Null(await place.Files.FindAsync(place.Path(), CancellationToken.None));
        await place.Files.DeleteAsync(place.Path(), null, CancellationToken.None);
    }

    [Fact]
    public async Task OpenAsync_ReplacedOrDeletedFile_TellsWhy()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        await place.WriteFileAsync([1]);
        string eTag = (await place.Files.FindAsync(place.Path(), CancellationToken.None))!.ETag;
        await place.WriteFileAsync([2]);

        Exception replaced = await Assert.ThrowsAsync<RequestFailedException>(() => place.Files.OpenAsync(place.Path(), eTag));
        await place.Files.DeleteAsync(place.Path(), null, CancellationToken.None);
        Exception deleted = await Assert.ThrowsAsync<RequestFailedException>(() => place.Files.OpenAsync(place.Path(), eTag));

        Assert.Contains("replaced", place.Files.WhyUnreadable(new HttpRequestException("upload", replaced)), StringComparison.Ordinal);
        Assert.Contains("deleted", place.Files.WhyUnreadable(deleted), StringComparison.Ordinal);
        Assert.Null(place.Files.WhyUnreadable(new IOException("broken")));
    }

    [Fact]
    public async Task CreateUploadUrlAsync_PlainPut_StoresTheFile()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        byte[] content = RandomNumberGenerator.GetBytes(1 << 20);

        ImageFileUrl upload = await place.Files.CreateUploadUrlAsync(place.Path(), CancellationToken.None);
        using HttpResponseMessage answer = await PutAsync(upload.Url, content);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        ImageFileProperties? file = await place.Files.FindAsync(place.Path(), CancellationToken.None);
        Assert.Equal(content, await ReadAsync(await place.Files.OpenAsync(place.Path(), file!.ETag)));
    }

    [Fact]
    public async Task CreateUploadUrlAsync_AnythingButThatFile_IsForbidden()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        await place.WriteFileAsync([1]);
        Uri url = (await place.Files.CreateUploadUrlAsync(place.Path(), CancellationToken.None)).Url;

        using HttpResponseMessage read = await Client.GetAsync(url);
        using HttpResponseMessage delete = await Client.DeleteAsync(url);
        using HttpResponseMessage other = await PutAsync(new Uri(url.AbsoluteUri.Replace("/116?", "/117?", StringComparison.Ordinal)), [1]);

        Assert.All([read, delete, other], answer => Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode));
        Assert.NotNull(await place.Files.FindAsync(place.Path(), CancellationToken.None));
    }

    [Fact]
    public async Task CreateUploadUrlAsync_SaysWhenItExpiresAndIsRefusedThen()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        var past = new PastTime(ImageFileStore.UploadUrlLife + TimeSpan.FromMinutes(1));
        var files = new ImageFileStore(new Azure.Storage.Blobs.BlobServiceClient(azurite.ConnectionString), past);

        ImageFileUrl upload = await files.CreateUploadUrlAsync(place.Path(), CancellationToken.None);
        using HttpResponseMessage answer = await PutAsync(upload.Url, [1]);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(past.GetUtcNow() + TimeSpan.FromHours(1), upload.Expires, TimeSpan.FromMinutes(1));
        Assert.Equal("cw", HttpUtility.ParseQueryString(upload.Url.Query)["sp"]);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("a%2Fb")]
    [InlineData("ü+@.")]
    public async Task WriteAsync_OddLogin_StaysInsideItsOwnName(string odd)
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        string login = place.Login + odd;
        ResourcePath path = ImageFamily.Appliance.ImagePath(login, 5, 116);

        await place.Files.TryWriteAsync(path, new MemoryStream([7]), CancellationToken.None);

        Assert.Equal(1, (await place.Files.FindAsync(path, CancellationToken.None))?.Size);
        Assert.Null(await place.Files.FindAsync(place.Path(), CancellationToken.None));
    }

    private static async Task<HttpResponseMessage> PutAsync(Uri url, byte[] content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(content) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        return await Client.SendAsync(request);
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        await using (stream)
        {
            var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            return copy.ToArray();
        }
    }

    private sealed class PastTime(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - ago;
    }

    /// <summary>Zeros, and then a lost connection.</summary>
    private sealed class BreakingStream(long length) : MemoryStream
    {
        private long _left = length;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left <= 0) throw new IOException("The connection was lost.");
            int count = (int)Math.Min(buffer.Length, _left);
            _left -= count;
            return ValueTask.FromResult(count);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
