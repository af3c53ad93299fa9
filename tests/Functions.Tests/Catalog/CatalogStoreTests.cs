using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

public sealed class CatalogStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private static readonly ImageFile Ready = new()
    {
        State = ImageFileState.Ready,
        ETag = "\"0x1\"",
        Size = 5_000_000_000,
        Md5 = "a",
        Sha256 = "b",
        Sha512 = "c",
        DiskFormat = DiskFormat.Qcow2,
        Failure = "d",
    };

    [Fact]
    public async Task RegisterAsync_EveryField_ComesBack()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage given = place.Image() with
        {
            Revision = 0,
            Description = "two\nlines 'quoted'",
            OsType = "linux",
            Architecture = "x86_64",
        };

        (CatalogImage stored, bool created) = await place.Catalog.RegisterAsync(given, CancellationToken.None);

        Assert.True(created);
        Assert.Equal(stored, await place.FindAsync());
        Assert.Equal(given with { DownloadKey = stored.DownloadKey, Created = stored.Created, LastModified = stored.LastModified, ETag = stored.ETag }, stored);
    }

    [Fact]
    public async Task RegisterAsync_Again_KeepsItsCreationAndItsFile()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage first = await place.RegisterAsync(place.Image());
        Assert.NotNull(await place.Catalog.TrySetFileAsync(first, Ready, CancellationToken.None));

        CatalogImage renamed = place.Image() with { Name = "new" };
        (CatalogImage second, bool created) = await place.Catalog.RegisterAsync(renamed, CancellationToken.None);

        Assert.False(created);
        Assert.Equal((first.Created, "new", Ready), (second.Created, second.Name, second.File));
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(second, await place.FindAsync());
    }

    [Fact]
    public async Task RegisterAsync_OtherFormat_HasTheFileInspectedAnew()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        await place.Catalog.TrySetFileAsync(await place.RegisterAsync(place.Image()), Ready, CancellationToken.None);

        CatalogImage changed = await place.RegisterAsync(place.Image(format: "qcow2"));

        Assert.Equal(new ImageFile { State = ImageFileState.Uploaded, ETag = Ready.ETag, Size = Ready.Size }, changed.File);
    }

    [Fact]
    public async Task RegisterAsync_ScanImage_MakesTheScanAndItsInstance()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        ResourcePath path = ImageFamily.Scan.ImagePath(place.Login, 1, 2, 3);

        await place.RegisterAsync(place.Image() with { Path = path.Text });

        CatalogParent? scan = await place.Catalog.FindParentAsync(path.Parent!, CancellationToken.None);
        CatalogParent? instance = await place.Catalog.FindParentAsync(path.Parent!.Parent!, CancellationToken.None);
        Assert.Equal(("appliance 5", "2.0"), (scan!.Name, scan.Version));
        Assert.Equal(("appliance 5", "2.0"), (instance!.Name, instance.Version));
    }

    [Fact]
    public async Task RegisterAsync_OtherParentName_RenamesTheParentAndKeepsItsCreation()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        await place.RegisterAsync(place.Image());
        CatalogParent? before = await place.Catalog.FindParentAsync(place.Path().Parent!, CancellationToken.None);

        await place.RegisterAsync(place.Image(image: 117) with { ParentName = "new" });

        CatalogParent? after = await place.Catalog.FindParentAsync(place.Path().Parent!, CancellationToken.None);
        Assert.Equal((before!.Created, "new"), (after!.Created, after.Name));
    }

    [Fact]
    public async Task RegisterAsync_ManyAtOnceBelowOneNewParent_AllSucceed()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);

        await Task.WhenAll(Enumerable.Range(1, 12).Select(image => place.RegisterAsync(place.Image(image: image))));

        Assert.Equal(12, await place.Catalog.ListImagesAsync(place.Login, CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task TrySetFileAsync_ImageChangedMeanwhile_WritesNothing()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage read = await place.RegisterAsync(place.Image());
        CatalogImage changed = await place.RegisterAsync(place.Image() with { Name = "new" });

        Assert.Null(await place.Catalog.TrySetFileAsync(read, Ready, CancellationToken.None));
        Assert.Equal(changed, await place.FindAsync());
    }

    [Fact]
    public async Task TrySetFileAsync_ImageDeletedMeanwhile_DoesNotBringItBack()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage read = await place.RegisterAsync(place.Image());
        Assert.True(await place.Catalog.TryDeleteImageAsync(read, CancellationToken.None));

        Assert.Null(await place.Catalog.TrySetFileAsync(read, Ready, CancellationToken.None));
        Assert.Null(await place.FindAsync());
    }

    [Fact]
    public async Task ListImagesAsync_BelowAParent_TakesInItsImagesOnly()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        foreach ((long appliance, long image) in new[] { (4L, 1L), (5, 2), (5, 3), (50, 4) })
            await place.RegisterAsync(place.Image(appliance, image));

        List<CatalogImage> below = await place.Catalog.ListImagesAsync(place.Path().Parent!, CancellationToken.None).ToListAsync();
        List<CatalogParent> parents = await place.Catalog.ListParentsAsync(place.Login, "appliances", CancellationToken.None).ToListAsync();

        Assert.Equal([place.Path(5, 2).Text, place.Path(5, 3).Text], below.Select(image => image.Path));
        Assert.Equal(["appliance 4", "appliance 5", "appliance 50"], parents.Select(parent => parent.Name).Order());
        Assert.Equal(4, await place.Catalog.ListImagesAsync(place.Login, CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task TryDeleteImageAsync_ImageThatWasDeletedOrChangedMeanwhile_IsFalse()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage read = await place.RegisterAsync(place.Image());
        CatalogImage changed = await place.RegisterAsync(place.Image() with { Name = "other" });

        Assert.False(await place.Catalog.TryDeleteImageAsync(read, CancellationToken.None));
        Assert.True(await place.Catalog.TryDeleteImageAsync(changed, CancellationToken.None));
        Assert.False(await place.Catalog.TryDeleteImageAsync(changed, CancellationToken.None));
    }
}
