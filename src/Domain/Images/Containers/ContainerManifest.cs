using System.Text.Json;

namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>What a manifest or an index refers to; nothing else of it is of interest, since it is passed on byte for byte.</summary>
/// <param name="MediaType">Its type.</param>
/// <param name="Manifests">The manifests of an index; empty for a manifest.</param>
/// <param name="Blobs">Configuration and layers of a manifest; empty for an index.</param>
public sealed record ContainerManifest(
    string MediaType, IReadOnlyList<ContainerDescriptor> Manifests, IReadOnlyList<ContainerDescriptor> Blobs)
{
    private const string RefName = "org.opencontainers.image.ref.name";
    private const string ContainerdName = "io.containerd.image.name";

    /// <summary>
    /// Reads a manifest or an index. One that could be read as both, or twice as different ones, is refused: its digest would mean
    /// different images to different readers.
    /// </summary>
    /// <param name="content">The JSON.</param>
    /// <param name="mediaType">What the descriptor said that it is.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="ContainerArchiveException">It is none.</exception>
    public static ContainerManifest Read(ReadOnlyMemory<byte> content, string mediaType, string name)
    {
        using JsonDocument document = ArchiveJson.Parse(content, name);
        JsonElement root = document.RootElement;
        bool isIndex = ContainerMediaType.IsIndex(mediaType);
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty(isIndex ? "layers" : "manifests", out _))
            throw ArchiveJson.Wrong(name, $"is no {(isIndex ? "index" : "manifest")}");
        if (ArchiveJson.Text(root, "mediaType") is { } own && own != mediaType)
            throw ArchiveJson.Wrong(name, $"says that it is {ContainerArchiveException.Show(own)}, not {ContainerArchiveException.Show(mediaType)}");
        if (isIndex) return new ContainerManifest(mediaType, [.. ArchiveJson.Items(root, "manifests", name).Select(item => Descriptor(item, name))], []);

        if (!root.TryGetProperty("config", out JsonElement config)) throw ArchiveJson.Wrong(name, "names no configuration");
        return new ContainerManifest(
            mediaType, [], [Descriptor(config, name), .. ArchiveJson.Items(root, "layers", name).Select(item => Descriptor(item, name))]);
    }

    private static ContainerDescriptor Descriptor(JsonElement item, string name)
    {
        if (item.ValueKind != JsonValueKind.Object
            || ArchiveJson.Text(item, "mediaType") is not { Length: > 0 } mediaType
            || !item.TryGetProperty("size", out JsonElement number) || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt64(out long size) || size < 0)
        {
            throw ArchiveJson.Wrong(name, "refers to something without type and size");
        }

        if (!ContentDigest.TryParse(ArchiveJson.Text(item, "digest"), out ContentDigest? digest))
            throw ArchiveJson.Wrong(name, "refers to something without a sha256 digest");
        return new ContainerDescriptor(mediaType, digest, size, [.. Names(item)], item.TryGetProperty("platform", out _));
    }

    private static IEnumerable<string> Names(JsonElement item)
    {
        if (!item.TryGetProperty("annotations", out JsonElement annotations) || annotations.ValueKind != JsonValueKind.Object) yield break;
        foreach (string annotation in new[] { RefName, ContainerdName })
        {
            if (ArchiveJson.Text(annotations, annotation) is { } value) yield return value;
        }
    }
}
