using System.IO.Compression;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.Storage.Containers;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.DataProtection;

namespace ImagePublishFunctions.Functions.Tests.Containers;

/// <summary>Archives in blob storage, on a real Azurite.</summary>
public sealed class ContainerArchiveTests : IClassFixture<SharedAzurite>
{
    private readonly BlobServiceClient _blobs;
    private readonly ImageFileStore _files;
    private readonly ContainerWorkStore _work;
    private readonly ContainerArchive _archive;
    private readonly RegistryBlobStore _known;
    private readonly ResourcePath _image = ResourcePath.Of(SharedAzurite.UniqueName("user"), "mysoftware", 1).Child("templates", 2).Child("images", 3);

    public ContainerArchiveTests(SharedAzurite azurite)
    {
        _blobs = new BlobServiceClient(azurite.ConnectionString);
        _files = new ImageFileStore(_blobs, TimeProvider.System);
        _work = new ContainerWorkStore(_blobs, new EphemeralDataProtectionProvider());
        _archive = new ContainerArchive(_files, _work) { AlwaysAllowed = 1 << 20 };
        _known = new RegistryBlobStore(new TableServiceClient(azurite.ConnectionString));
    }

    private ResourcePath Publication => _image.Child("pimages", 4);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Plan_TarAsItIsOrUnpacked_NamesPlacesThatHoldTheBlobs(bool isCompressed)
    {
        using var image = new ContainerImageFile(1, 300_000, 77);
        Ticket ticket = await StoreAsync(await File.ReadAllBytesAsync(await image.WriteLayoutAsync(isCompressed)));
        if (isCompressed) await _archive.UnpackAsync(ticket, 300_000, CancellationToken.None);

        await _archive.PlanAsync(ticket, isCompressed, CancellationToken.None);
        ContainerWork plan = (await _archive.FindAsync(Publication, CancellationToken.None))!;

        Assert.Equal(image.Blobs.Order(), plan.Blobs.Select(blob => blob.Digest).Order());
        foreach (ContainerWork.Blob blob in plan.Blobs)
        {
            await using Stream content = await _archive.OpenAsync(ticket, plan.IsUnpacked, blob.Offset, blob.Size, CancellationToken.None);
            Assert.Equal(blob.Digest, "sha256:" + Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content)));
        }

        Assert.Equal(image.Manifest, await _archive.ReadManifestAsync(Publication, 0, CancellationToken.None));
    }

    [Fact]
    public async Task Unpack_ArchiveThatSwells_IsRefusedAndLeavesNothing()
    {
        byte[] bomb = Compress(new byte[20 << 20]);
        Ticket ticket = await StoreAsync(bomb);

        var refusal = await Assert.ThrowsAsync<ContainerArchiveException>(() => _archive.UnpackAsync(ticket, bomb.Length, CancellationToken.None));

        Assert.Contains("100 times", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await _work.ReadAsync(Publication, "archive.tar", CancellationToken.None));
    }

    [Fact]
    public async Task Unpack_DamagedGzip_IsRefused()
    {
        byte[] damaged = Compress(new Random(1).GetItems<byte>([1, 2, 3, 4], 100_000));
        damaged[damaged.Length / 2] ^= 0xFF;
        Ticket ticket = await StoreAsync(damaged);

        var refusal = await Assert.ThrowsAsync<ContainerArchiveException>(() => _archive.UnpackAsync(ticket, damaged.Length, CancellationToken.None));

        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_FileReplacedMeanwhile_IsUnreadableForThatReason()
    {
        using var image = new ContainerImageFile(2, 1000);
        byte[] tar = await File.ReadAllBytesAsync(await image.WriteLayoutAsync());
        Ticket ticket = await StoreAsync(tar);
        await StoreAsync(tar);

        Exception? error = await Record.ExceptionAsync(() => _archive.PlanAsync(ticket, false, CancellationToken.None));

        Assert.Contains("replaced", _files.WhyUnreadable(error!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uploads_Remembered_AreKeptEncryptedListedAndForgotten()
    {
        var location = new Uri("https://registry.example/v2/a/blobs/uploads/1?_state=a-secret");
        await _work.RememberUploadAsync(Publication, 3, new Uri("https://registry.example/old"), CancellationToken.None);
        await _work.RememberUploadAsync(Publication, 3, location, CancellationToken.None);
        await _work.RememberUploadAsync(Publication, 4, location, CancellationToken.None);
        await _work.RememberUploadAsync(Publication, 4, null, CancellationToken.None);

        byte[] kept = (await _work.ReadAsync(Publication, "upload-3", CancellationToken.None))!;

        Assert.DoesNotContain("a-secret", System.Text.Encoding.UTF8.GetString(kept), StringComparison.Ordinal);
        Assert.Equal(location, await _work.FindUploadAsync(Publication, 3, CancellationToken.None));
        Assert.Equal(location, Assert.Single(await _work.ListUploadsAsync(Publication, CancellationToken.None)));
        await _work.DeleteAsync(Publication, CancellationToken.None);
        Assert.Empty(await _work.ListUploadsAsync(Publication, CancellationToken.None));
    }

    [Fact]
    public async Task KnownBlobs_AreTheUsersAndTheRegistrysOwn()
    {
        var registry = new Uri("https://registry.example/");
        ContentDigest digest = ContentDigest.Of([1]);
        Assert.True(RepositoryName.TryParse("team/web", out RepositoryName? repository));

        Assert.Null(await _known.FindAsync(_image.Login, registry, digest, CancellationToken.None));
        await _known.NoteAsync(_image.Login, registry, digest, repository, CancellationToken.None);

        Assert.Equal(repository, await _known.FindAsync(_image.Login, registry, digest, CancellationToken.None));
        Assert.Null(await _known.FindAsync("another", registry, digest, CancellationToken.None));
        Assert.Null(await _known.FindAsync(_image.Login, new Uri("https://other.example/"), digest, CancellationToken.None));
    }

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal)) gzip.Write(content);
        return compressed.ToArray();
    }

    private async Task<Ticket> StoreAsync(byte[] file)
    {
        await _files.EnsureAsync(CancellationToken.None);
        await _files.TryWriteAsync(_image, new MemoryStream(file), CancellationToken.None);
        return new Ticket
        {
            Path = Publication,
            Request = new PublishRequest
            {
                Type = "PublishImageDocker",
                ImagePath = _image.Text,
                Account = new CloudAccount { Type = "CredAccountDocker" },
                Fields = new Dictionary<string, string> { ["tagName"] = "1.0" },
            },
            ImageName = "web",
            ImageVersion = "1.0",
            FileETag = (await _files.FindAsync(_image, CancellationToken.None))!.ETag,
            Created = DateTimeOffset.UnixEpoch,
        };
    }
}
