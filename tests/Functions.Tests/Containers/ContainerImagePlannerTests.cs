using System.Formats.Tar;
using System.Text;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Containers;

/// <summary>Finding the image in an archive, from its bytes on.</summary>
public sealed class ContainerImagePlannerTests
{
    private const string Layer = "application/vnd.oci.image.layer.v1.tar";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";

    [Fact]
    public async Task Plan_OciLayout_HasItsManifestByteForByteAndEachBlobsPlace()
    {
        using var image = new ContainerImageFile(1, 700_000, 5, 5000);
        byte[] tar = await File.ReadAllBytesAsync(await image.WriteLayoutAsync());

        ContainerImagePlan plan = await ArchiveBytes.PlanAsync(tar);

        PlannedManifest manifest = Assert.Single(plan.Manifests);
        Assert.Equal(image.Manifest, manifest.Content.ToArray());
        Assert.Equal(image.Blobs.Order(), plan.Blobs.Select(blob => blob.Digest.Text).Order());
        Assert.Equal(plan.Blobs.Select(blob => blob.Size).Order(), plan.Blobs.Select(blob => blob.Size));
        Assert.All(plan.Blobs, blob => Assert.Equal(blob.Digest, ContentDigest.Of(tar.AsSpan((int)blob.Offset, (int)blob.Size))));
    }

    [Fact]
    public async Task Plan_DockerSave_HasAManifestOfTheLayersInTheirOrder()
    {
        using var image = new ContainerImageFile(2, 3000, 0, 0, 40);
        ContainerImagePlan plan = await ArchiveBytes.PlanAsync(await File.ReadAllBytesAsync(await image.WriteDockerSaveAsync()));

        string layers = string.Join(',', image.Blobs.Skip(1).Zip([3000, 0, 0, 40]).Select(
            layer => $$"""{"mediaType":"application/vnd.docker.image.rootfs.diff.tar","size":{{layer.Second}},"digest":"{{layer.First}}"}"""));
        string expected = $$"""
            {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{image.Config.Length}},"digest":"{{image.Blobs[0]}}"},"layers":[{{layers}}]}
            """;
        Assert.Equal(expected, Encoding.UTF8.GetString(Assert.Single(plan.Manifests).Content.Span));
        Assert.Equal(image.Blobs.Distinct().Order(), plan.Blobs.Select(blob => blob.Digest.Text).Order());
    }

    [Fact]
    public async Task Plan_CompressedLayerOfDockerSave_IsDeclaredAsSuch()
    {
        byte[] layer = [0x1F, 0x8B, 8, 0, 1, 2, 3];
        ContainerImagePlan plan = await new ArchiveBytes()
            .Add("l.tar.gz", layer)
            .Add("c.json", """{"rootfs":{"diff_ids":["sha256:0000000000000000000000000000000000000000000000000000000000000000"]}}""")
            .Add("manifest.json", """[{"Config":"c.json","Layers":["l.tar.gz"]}]""")
            .PlanAsync();

        Assert.Contains("rootfs.diff.tar.gzip", Encoding.UTF8.GetString(plan.Manifests[0].Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_NestedIndex_HasManifestsBeforeWhatNamesThemAndSharedBlobsOnce()
    {
        var archive = new ArchiveBytes();
        (string first, _) = AddManifest(archive, 1);
        (string second, _) = AddManifest(archive, 2);
        byte[] index = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2, "mediaType":"{{ContainerMediaType.OciIndex}}","manifests":[{{first}}},{{second}}}]}""");
        string nested = archive.AddBlob(ContainerMediaType.OciIndex, index);
        archive.Add("./index.json", $$"""{"schemaVersion":2,"manifests":[{{nested}}}]}""");

        ContainerImagePlan plan = await archive.PlanAsync();

        Assert.Equal(3, plan.Manifests.Count);
        Assert.Equal(index, plan.Manifests[^1].Content.ToArray());
        Assert.Equal(ContainerMediaType.OciIndex, plan.Manifests[^1].MediaType);
        Assert.Equal(3, plan.Blobs.Count);
    }

    [Fact]
    public async Task Plan_SeveralImages_AreOneForSeveralPlatformsOrTheOneOfTheTag()
    {
        var platforms = new ArchiveBytes();
        string index = Index(AddManifest(platforms, 1).Descriptor + ",\"platform\":{}}", AddManifest(platforms, 2).Descriptor + ",\"platform\":{}}");
        var named = new ArchiveBytes();
        (string other, _) = AddManifest(named, 1);
        (string wanted, byte[] manifest) = AddManifest(named, 2);
        string Tagged(string descriptor, string name) => $"{descriptor},\"annotations\":{{\"org.opencontainers.image.ref.name\":\"{name}\"}}}}";
        named.Add("index.json", Index(Tagged(other, "0.9"), Tagged(wanted, "1.0")));
        byte[] twoNames = named.ToArray();

        ContainerImagePlan whole = await platforms.Add("index.json", index).PlanAsync();
        ContainerImagePlan one = await ArchiveBytes.PlanAsync(twoNames);
        string refusal = await ArchiveBytes.RefusalAsync(() => ArchiveBytes.PlanAsync(twoNames, "2.0"));

        Assert.Equal(index, Encoding.UTF8.GetString(whole.Manifests[^1].Content.Span));
        Assert.Equal(manifest, Assert.Single(one.Manifests).Content.ToArray());
        Assert.Contains("2 images", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_LayerFromElsewhere_NeedNotBeThere()
    {
        var archive = new ArchiveBytes();
        string config = archive.AddBlob(ConfigType, "{}"u8.ToArray());
        string foreign = ArchiveBytes.Descriptor("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", [1]);
        string manifest = archive.AddBlob(ContainerMediaType.OciManifest, Manifest(config, foreign));

        ContainerImagePlan plan = await archive.Add("index.json", Index(manifest + "}")).PlanAsync();

        Assert.Single(plan.Blobs);
    }

    [Fact]
    public async Task Plan_LinkInsideOfTheArchive_IsFollowed()
    {
        using var image = new ContainerImageFile(3, 100, 100);
        var archive = new ArchiveBytes();
        byte[] layer = [9, 9];
        archive.Add("a/layer.tar", layer).Add("manifest.json", """[{"Config":"c","Layers":["b/layer.tar","h"]}]""")
            .Add("c", $$"""{"rootfs":{"diff_ids":["{{ContentDigest.Of(layer)}}","{{ContentDigest.Of(layer)}}"]} }""");
        archive.Tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "b/layer.tar") { LinkName = "../a/layer.tar" });
        archive.Tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "h") { LinkName = "a/layer.tar" });

        Assert.Equal(2, (await archive.PlanAsync()).Blobs.Count);
    }

    private static byte[] Manifest(string config, params string[] layers) => Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"{{ContainerMediaType.OciManifest}}","config":{{config}}},"layers":[{{string.Join(',', layers.Select(layer => layer + "}"))}}]}""");

    private static string Index(params string[] descriptors) => $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', descriptors)}}]}""";

    /// <summary>Adds an image that shares its layer with every other.</summary>
    private static (string Descriptor, byte[] Content) AddManifest(ArchiveBytes archive, int number)
    {
        string config = archive.AddBlob(ConfigType, Encoding.UTF8.GetBytes($"{{\"n\":{number}}}"));
        byte[] layer = [1, 2, 3];
        if (number == 1) archive.AddBlob(Layer, layer);
        byte[] manifest = Manifest(config, ArchiveBytes.Descriptor(Layer, layer));
        return (archive.AddBlob(ContainerMediaType.OciManifest, manifest), manifest);
    }
}
