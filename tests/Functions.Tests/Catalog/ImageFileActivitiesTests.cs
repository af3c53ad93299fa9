using System.Security.Cryptography;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

public sealed class ImageFileActivitiesTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(1 << 20)]
    [InlineData((3 << 20) + 5)]
    public async Task InspectImageFileAsync_WholeFile_RecordsSizeAndHashes(int size)
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        byte[] content = RandomNumberGenerator.GetBytes(size);
        content[0] = 0;
        CatalogImage image = await place.RegisterWithFileAsync(content);

        InspectImageResult result = await InspectAsync(place, image);

        Assert.Equal(InspectImageResult.Ready, result);
        var expected = new ImageFile
        {
            State = ImageFileState.Ready,
            ETag = image.File.ETag,
            Size = size,
#pragma warning disable CA5351 // an MD5 sum is a field of the wire
            Md5 = Convert.ToHexStringLower(MD5.HashData(content)),
#pragma warning restore CA5351
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            Sha512 = Convert.ToHexStringLower(SHA512.HashData(content)),
            DiskFormat = DiskFormat.Raw,
        };
        Assert.Equal(expected, (await place.FindAsync())!.File);
    }

    [Fact]
    public async Task InspectImageFileAsync_FixedVhdLongerThanABlock_IsKnownByItsEnd()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        byte[] content = new byte[(2 << 20) + 512];
        "conectix"u8.CopyTo(content.AsSpan(^512));

        Assert.Equal(InspectImageResult.Ready, await InspectAsync(place, await place.RegisterWithFileAsync(content, "vhd")));
    }

    [Fact]
    public async Task InspectImageFileAsync_EndSplitOverTwoBlocks_IsReadWhole()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        byte[] content = new byte[(1 << 20) + 100];
        "conectix"u8.CopyTo(content.AsSpan(^512));

        Assert.Equal(InspectImageResult.Ready, await InspectAsync(place, await place.RegisterWithFileAsync(content, "vhd")));
    }

    [Fact]
    public async Task InspectImageFileAsync_OtherFormatThanDeclared_FailsUntilTheDeclarationIsMended()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync(Qcow2(backingFile: 0), "raw");

        InspectImageResult asRaw = await InspectAsync(place, image);
        CatalogImage failed = (await place.FindAsync())!;
        InspectImageResult asQcow2 = await InspectAsync(place, await place.RegisterAsync(place.Image(format: "qcow2")));

        Assert.Contains("needs a raw file, but this file is a qcow2 disk", asRaw.Failure, StringComparison.Ordinal);
        Assert.Equal((ImageFileState.Failed, asRaw.Failure), (failed.File.State, failed.File.Failure));
        Assert.Equal(InspectImageResult.Ready, asQcow2);
    }

    [Fact]
    public async Task InspectImageFileAsync_BackingFile_IsRefused()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);

        InspectImageResult result = await InspectAsync(place, await place.RegisterWithFileAsync(Qcow2(backingFile: 128), "openstackqcow2"));

        Assert.Contains("backing file", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InspectImageFileAsync_FileReplacedBehindTheCatalogue_FailsWithThatReasonUntilItIsRefreshed()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync([0, 1]);
        await place.WriteFileAsync([0, 2]);

        InspectImageResult replaced = await InspectAsync(place, image);
        ImageFile recorded = (await place.FindAsync())!.File;
        CatalogImage? refreshed = await place.CatalogFiles.RefreshAsync(place.Path(), CancellationToken.None);
        InspectImageResult again = await InspectAsync(place, refreshed!);

        Assert.Contains("replaced", replaced.Failure, StringComparison.Ordinal);
        Assert.Equal((ImageFileState.Failed, replaced.Failure), (recorded.State, recorded.Failure));
        Assert.Equal(ImageFileState.Uploaded, refreshed!.File.State);
        Assert.Equal(InspectImageResult.Ready, again);
    }

    [Fact]
    public async Task InspectImageFileAsync_OlderFileThanTheCataloguesOwn_FailsAndTouchesNothing()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage old = await place.RegisterWithFileAsync([0, 1]);
        await place.WriteFileAsync([0, 2]);
        CatalogImage? current = await place.CatalogFiles.RefreshAsync(place.Path(), CancellationToken.None);

        InspectImageResult result = await InspectAsync(place, old);

        Assert.Contains("replaced", result.Failure, StringComparison.Ordinal);
        Assert.Equal(current, await place.FindAsync());
    }

    [Fact]
    public async Task InspectImageFileAsync_DoneAlready_ReadsNothingAgain()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync([0]);
        await InspectAsync(place, image);
        CatalogImage? inspected = await place.FindAsync();
        await place.Files.DeleteAsync(place.Path(), null, CancellationToken.None);

        Assert.Equal(InspectImageResult.Ready, await InspectAsync(place, image));
        Assert.Equal(inspected, await place.FindAsync());
    }

    [Fact]
    public async Task InspectImageFileAsync_TwiceAtTheSameTime_BothTellTheSame()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync(new byte[5 << 20]);

        InspectImageResult[] results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => InspectAsync(place, image)));

        Assert.All(results, result => Assert.Equal(InspectImageResult.Ready, result));
        Assert.Equal(ImageFileState.Ready, (await place.FindAsync())!.File.State);
    }

    [Fact]
    public async Task InspectImageFileAsync_ImageDeleted_FailsAndDoesNotBringItBack()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync([0]);
        await place.CatalogFiles.DeleteAsync(place.Path(), CancellationToken.None);

        Assert.Contains("deleted", (await InspectAsync(place, image)).Failure, StringComparison.Ordinal);
        Assert.Null(await place.FindAsync());
    }

    [Fact]
    public async Task GiveUpInspectionAsync_UnreadableFile_IsInspectedAgainLater()
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        CatalogImage image = await place.RegisterWithFileAsync([0]);

        InspectImageResult given = await place.Activities.GiveUpInspectionAsync(Input(image), CancellationToken.None);
        ImageFile failed = (await place.FindAsync())!.File;

        Assert.Equal((ImageFileState.Failed, given.Failure), (failed.State, failed.Failure));
        Assert.Equal(InspectImageResult.Ready, await InspectAsync(place, image));
    }

    [Fact]
    public void InstanceId_SameFile_IsTheSame()
    {
        var input = new InspectImageInput("users/guest/appliances/5/images/116", "\"0x1\"");

        Assert.Equal(input.InstanceId(), (input with { }).InstanceId());
        Assert.NotEqual(input.InstanceId(), (input with { ETag = "\"0x2\"" }).InstanceId());
        Assert.StartsWith("inspect-", input.InstanceId(), StringComparison.Ordinal);
    }

    private static byte[] Qcow2(byte backingFile) => [.. "QFI"u8, 0xFB, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, backingFile, .. new byte[1000]];

    private static InspectImageInput Input(CatalogImage image) => new(image.Path, image.File.ETag!);

    private static Task<InspectImageResult> InspectAsync(CatalogPlace place, CatalogImage image) =>
        place.Activities.InspectImageFileAsync(Input(image), CancellationToken.None);
}
