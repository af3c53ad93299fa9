using System.Formats.Tar;
using System.Text;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Storage.Containers;

namespace ImagePublishFunctions.Functions.Tests.Containers;

/// <summary>Archives that somebody made to do harm, or that broke on the way: refused, in a sentence that says why.</summary>
public sealed class HostileArchiveTests
{
    [Theory]
    [InlineData("../escaped")]
    [InlineData("blobs/../../escaped")]
    [InlineData("/etc/passwd")]
    public async Task Read_NameOutside_IsRefused(string name) =>
        Assert.Contains("outside", await RefusalAsync(new ArchiveBytes().Add(name, "x").ToArray()), StringComparison.Ordinal);

    [Fact]
    public async Task Read_NameWithControlCharacters_IsShownWithoutThem()
    {
        string refusal = await RefusalAsync(new ArchiveBytes().Add("../\u001b[31m" + new string('x', 500), "x").ToArray());

        Assert.DoesNotContain('\u001b', refusal);
        Assert.True(refusal.Length < 250, refusal);
    }

    [Theory]
    [InlineData("../../etc/passwd", "leads out of the archive")]
    [InlineData("nothing", "leads nowhere")]
    [InlineData("manifest.json", "through too many")]
    public async Task Plan_LinkThatIsNoFile_IsRefused(string target, string why)
    {
        var archive = new ArchiveBytes();
        archive.Tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "manifest.json") { LinkName = target });

        Assert.Contains(why, await RefusalAsync(archive.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_SameNameTwice_IsRefused()
    {
        byte[] tar = new ArchiveBytes().Add("index.json", "{}").Add("./index.json", "[]").ToArray();

        Assert.Contains("two files of the name index.json", await RefusalAsync(tar), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_LinkAndFileOfOneName_IsRefused()
    {
        var archive = new ArchiveBytes();
        archive.Tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "index.json") { LinkName = "other" });
        archive.Add("index.json", "{}");

        Assert.Contains("two files", await RefusalAsync(archive.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(700, "in the middle of index.json")]
    [InlineData(100, "in the middle of")]
    public async Task Read_CutOff_IsRefused(int length, string why)
    {
        byte[] tar = UstarFile("index.json", 5000);

        Assert.Contains(why, await RefusalAsync(tar[..length]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_DamagedHeader_IsRefusedWithItsPlace()
    {
        byte[] tar = [.. UstarFile("a", 512), .. UstarFile("b", 512)];
        tar[1024 + 3] ^= 1;

        Assert.Contains("no tar header at byte 1024", await RefusalAsync(tar), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('L')]
    public async Task Read_HugeExtendedHeader_IsRefusedWithoutReadingIt(char type)
    {
        byte[] tar = Header("pax", 100_000, type);

        Assert.Contains("a header of 100000 bytes", await RefusalAsync(tar), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_SizeBeyondTheArchive_IsRefusedAndTakesNoMemory()
    {
        byte[] tar = Header("index.json", 8_000_000_000, '0');
        long before = GC.GetAllocatedBytesForCurrentThread();

        string refusal = await RefusalAsync(tar);

        Assert.Contains("in the middle of index.json", refusal, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
    }

    [Fact]
    public async Task Read_SparseFile_IsRefused() =>
        Assert.Contains("a sparse file", await RefusalAsync(Header("disk", 0, 'S')), StringComparison.Ordinal);

    [Fact]
    public async Task Read_MoreFilesThanAnyImageHas_IsRefused()
    {
        byte[] one = UstarFile("x", 0);
        using var tar = new MemoryStream();
        for (int i = 0; i <= 50_000; i++)
        {
            Encoding.ASCII.GetBytes($"{i:d8}").CopyTo(one, 0);
            Seal(one);
            tar.Write(one);
        }

        Assert.Contains("more than 50000 files", await RefusalAsync(tar.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "neither index.json")]
    [InlineData("index.json={", "not readable JSON")]
    [InlineData("index.json=[]", "is no index")]
    [InlineData("index.json={\"manifests\":[]}", "names no image")]
    [InlineData("index.json={\"manifests\":[],\"manifests\":[]}", "not readable JSON")]
    [InlineData("index.json={\"manifests\":[],\"layers\":[]}", "is no index")]
    [InlineData("index.json={\"manifests\":[1]}", "without type and size")]
    [InlineData("index.json={\"manifests\":[{\"mediaType\":\"a\",\"size\":-1,\"digest\":\"sha256:x\"}]}", "without type and size")]
    [InlineData("index.json={\"manifests\":[{\"mediaType\":\"a\",\"size\":1,\"digest\":\"sha256:../../x\"}]}", "without a sha256 digest")]
    [InlineData("index.json={\"manifests\":[{\"mediaType\":\"\\ud800\",\"size\":1,\"digest\":\"sha256:x\"}]}", "without type and size")]
    [InlineData("manifest.json={}", "is no list of images")]
    [InlineData("manifest.json=[{\"Layers\":[]}]", "names no configuration")]
    [InlineData("manifest.json=[{\"Config\":\"../../c\",\"Layers\":[]}]", "../../c is missing")]
    [InlineData("manifest.json=[{},{}]", "2 images")]
    [InlineData("manifest.json=[{\"Config\":\"c\",\"Layers\":[\"l\"]}]|c={}|l=x", "is no configuration")]
    [InlineData("manifest.json=[{\"Config\":\"c\",\"Layers\":[\"l\"]}]|c={\"rootfs\":{\"diff_ids\":[]}}|l=x", "names 0 layers, but there are 1")]
    [InlineData("manifest.json=[{\"Config\":\"c\",\"Layers\":[\"l\"]}]|c={\"rootfs\":{\"diff_ids\":[\"sha256:1\"]}}|l=x", "another digest")]
    public async Task Plan_WrongDocument_IsRefused(string files, string why)
    {
        var archive = new ArchiveBytes();
        foreach (string[] file in files.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(file => file.Split('=', 2))) archive.Add(file[0], file[1]);
        if (files.Length == 0) archive.Add("readme", "nothing");

        Assert.Contains(why, await RefusalAsync(archive.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_DeepDocument_IsRefused() =>
        Assert.Contains("not readable JSON", await RefusalAsync(new ArchiveBytes().Add("index.json", new string('[', 100_000)).ToArray()), StringComparison.Ordinal);

    [Fact]
    public async Task Plan_HugeDocument_IsRefusedUnread() =>
        Assert.Contains("at most 4194304 are read", await RefusalAsync(new ArchiveBytes().Add("index.json", new byte[(4 << 20) + 1]).ToArray()), StringComparison.Ordinal);

    [Fact]
    public async Task Plan_BlobWithOtherBytesThanItsName_IsRefused()
    {
        byte[] content = "{}"u8.ToArray();
        var archive = new ArchiveBytes();
        archive.Add($"blobs/sha256/{ContentDigest.Of(content).Hex}", "{ ").Add(
            "index.json", $$"""{"manifests":[{{ArchiveBytes.Descriptor(ContainerMediaType.OciManifest, content)}}}]}""");

        Assert.Contains("another digest than its name says", await RefusalAsync(archive.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_ManifestThatIsNoneOfItsType_IsRefused()
    {
        var archive = new ArchiveBytes();
        string lie = archive.AddBlob(ContainerMediaType.OciManifest, Encoding.UTF8.GetBytes($$"""{"mediaType":"{{ContainerMediaType.OciIndex}}","config":1,"layers":[]}"""));

        Assert.Contains("says that it is", await RefusalAsync(archive.Add("index.json", $$"""{"manifests":[{{lie}}}]}""").ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_EndlesslyNestedIndexes_AreRefused()
    {
        var archive = new ArchiveBytes();
        string descriptor = archive.AddBlob(ContainerMediaType.OciIndex, "{\"manifests\":[]}"u8.ToArray());
        for (int i = 0; i < 10; i++)
            descriptor = archive.AddBlob(ContainerMediaType.OciIndex, Encoding.UTF8.GetBytes($$"""{"manifests":[{{descriptor}}}]}"""));

        Assert.Contains("deeper than 4 levels", await RefusalAsync(archive.Add("index.json", $$"""{"manifests":[{{descriptor}}}]}""").ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_RandomBytes_NeverFailOtherwise()
    {
        byte[] whole = [.. UstarFile("index.json", 600), .. UstarFile("b", 100), .. new byte[1024]];
        var random = new Random(1);
        for (int i = 0; i < 5000; i++)
        {
            byte[] tar = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--) tar[random.Next(tar.Length)] = (byte)random.Next(256);
            if (random.Next(2) == 0) Seal(tar);
            try
            {
                await ContainerArchiveIndex.ReadAsync(new MemoryStream(tar), CancellationToken.None);
            }
            catch (ContainerArchiveException)
            {
                // the one exception that an archive may cause
            }
        }
    }

    private static Task<string> RefusalAsync(byte[] tar) => ArchiveBytes.RefusalAsync(() => ArchiveBytes.PlanAsync(tar));

    private static byte[] UstarFile(string name, int size) => [.. Header(name, size, '0'), .. new byte[(size + 511) / 512 * 512]];

    private static byte[] Header(string name, long size, char type)
    {
        byte[] block = new byte[512];
        Encoding.ASCII.GetBytes(name).CopyTo(block, 0);
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(block, 124);
        block[156] = (byte)type;
        "ustar\0"u8.CopyTo(block.AsSpan(257));
        Seal(block);
        return block;
    }

    /// <summary>Writes the checksum of the first header.</summary>
    private static void Seal(byte[] tar)
    {
        tar.AsSpan(148, 8).Fill((byte)' ');
        int sum = tar.Take(512).Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar, 148);
    }
}
