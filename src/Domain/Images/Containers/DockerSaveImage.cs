using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>An image as <c>docker save</c> wrote it before version 25: a configuration and layers, without a manifest.</summary>
/// <param name="Config">The configuration's name in the archive.</param>
/// <param name="Layers">The layers' names, the lowest first.</param>
internal sealed record DockerSaveImage(string Config, IReadOnlyList<string> Layers)
{
    /// <summary>As Docker writes it: a media type's plus sign stays one.</summary>
    private static readonly JsonWriterOptions PlainText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the archive's list of images and finds the one that is meant.</summary>
    public static DockerSaveImage Choose(
        ReadOnlyMemory<byte> content, string name, Func<string, bool> isOfTag, Func<int, ContainerArchiveException> several)
    {
        using JsonDocument document = ArchiveJson.Parse(content, name);
        if (document.RootElement.ValueKind != JsonValueKind.Array) throw ArchiveJson.Wrong(name, "is no list of images");
        JsonElement[] images = [.. document.RootElement.EnumerateArray()];
        JsonElement[] named = images.Length == 1 ? images : [.. images.Where(image => ArchiveJson.Texts(image, "RepoTags").Any(isOfTag))];
        if (named.Length != 1) throw several(images.Length);
        return ArchiveJson.Text(named[0], "Config") is { } config
            ? new DockerSaveImage(config, [.. ArchiveJson.Texts(named[0], "Layers")])
            : throw ArchiveJson.Wrong(name, "names no configuration");
    }

    /// <summary>
    /// Compares the layers with the digests of their uncompressed content that the configuration gives. A layer that is compressed is not
    /// compared: no runtime would accept a wrong one.
    /// </summary>
    public void Check(ReadOnlyMemory<byte> configuration, IReadOnlyList<ArchiveMember> layers)
    {
        using JsonDocument document = ArchiveJson.Parse(configuration, Config);
        string[] expected = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("rootfs", out JsonElement root)
            ? [.. ArchiveJson.Texts(root, "diff_ids")]
            : throw ArchiveJson.Wrong(Config, "is no configuration of an image");
        if (expected.Length != layers.Count) throw ArchiveJson.Wrong(Config, $"names {expected.Length} layers, but there are {layers.Count}");
        foreach ((ArchiveMember layer, string digest) in layers.Zip(expected))
        {
            if (!layer.IsGzip && layer.Digest.Text != digest)
                throw ArchiveJson.Wrong(layer.Name, $"has another digest than the configuration says: {layer.Digest}");
        }
    }

    /// <summary>
    /// The manifest that Docker's schema 2 asks for: no blanks, members in the order of its specification, every layer as it is in the
    /// archive. The same archive gives the same digest wherever and whenever it is published.
    /// </summary>
    public static byte[] Manifest(ArchiveMember config, IReadOnlyList<ArchiveMember> layers)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, PlainText))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", ContainerMediaType.DockerManifest);
            json.WritePropertyName("config");
            Write(json, ContainerMediaType.DockerConfig, config);
            json.WriteStartArray("layers");
            foreach (ArchiveMember layer in layers)
                Write(json, layer.IsGzip ? ContainerMediaType.DockerLayerGzip : ContainerMediaType.DockerLayer, layer);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return content.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string mediaType, ArchiveMember member)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", mediaType);
        json.WriteNumber("size", member.Size);
        json.WriteString("digest", member.Digest.Text);
        json.WriteEndObject();
    }
}
