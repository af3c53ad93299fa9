using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace ImagePublishFunctions.TestServers;

/// <summary>
/// A container image with layers of random bytes, written as the tools write it: an OCI layout, or what <c>docker save</c> wrote before
/// version 25. The same seed gives the same bytes. The layers lie in temporary files, so they may be large.
/// </summary>
public sealed class ContainerImageFile : IDisposable
{
    private const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    private readonly string _folder = Directory.CreateTempSubdirectory("container-image-").FullName;
    private readonly List<(string Path, string Hex, long Size)> _layers = [];

    /// <param name="seed">Of the random bytes.</param>
    /// <param name="layers">Bytes of each layer.</param>
    public ContainerImageFile(int seed, params long[] layers)
    {
        for (int i = 0; i < layers.Length; i++) _layers.Add(MakeLayer(new Random(seed + (1000 * i)), layers[i]));
        string diffs = string.Join(',', _layers.Select(layer => $"\"sha256:{layer.Hex}\""));
        Config = Encoding.UTF8.GetBytes(
            $$"""{"architecture":"amd64","os":"linux","config":{"Cmd":["/{{seed}}"]},"rootfs":{"type":"layers","diff_ids":[{{diffs}}]} }""");
        string list = string.Join(", ", _layers.Select(
            layer => $$"""{ "mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "sha256:{{layer.Hex}}", "size": {{layer.Size}} }"""));

        // Blanks that no writer of JSON would choose: who writes it anew gives another digest.
        Manifest = Encoding.UTF8.GetBytes($$"""
            { "schemaVersion" : 2,   "mediaType": "{{OciManifest}}",
              "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "digest": "{{Digest(Config)}}", "size": {{Config.Length}} },
              "layers": [ {{list}} ] }

            """);
    }

    /// <summary>The configuration.</summary>
    public byte[] Config { get; }

    /// <summary>The manifest of the OCI layout.</summary>
    public byte[] Manifest { get; }

    /// <summary>The digests of configuration and layers.</summary>
    public IReadOnlyList<string> Blobs => [Digest(Config), .. _layers.Select(layer => $"sha256:{layer.Hex}")];

    /// <summary>The digest of a content.</summary>
    public static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Writes an OCI layout.</summary>
    /// <param name="isCompressed">Whether with gzip.</param>
    /// <returns>The file, which goes with this image.</returns>
    public async Task<string> WriteLayoutAsync(bool isCompressed = false)
    {
        string index = $$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{OciManifest}}","digest":"{{Digest(Manifest)}}","size":{{Manifest.Length}}}]}""";
        return await WriteAsync("layout", isCompressed, async tar =>
        {
            await AddFolderAsync(tar, "blobs/");
            await AddFolderAsync(tar, "blobs/sha256/");
            foreach ((string path, string hex, _) in _layers) await tar.WriteEntryAsync(path, $"blobs/sha256/{hex}");
            await AddAsync(tar, $"blobs/sha256/{Digest(Config)[7..]}", Config);
            await AddAsync(tar, $"blobs/sha256/{Digest(Manifest)[7..]}", Manifest);
            await AddAsync(tar, "index.json", Encoding.UTF8.GetBytes(index));
            await AddAsync(tar, "oci-layout", """{"imageLayoutVersion": "1.0.0"}"""u8.ToArray());
        });
    }

    /// <summary>Writes what <c>docker save</c> wrote before version 25; a layer that occurs twice is a link, as there.</summary>
    /// <param name="isCompressed">Whether with gzip.</param>
    /// <returns>The file, which goes with this image.</returns>
    public async Task<string> WriteDockerSaveAsync(bool isCompressed = false)
    {
        string config = $"{Digest(Config)[7..]}.json";
        return await WriteAsync("save", isCompressed, async tar =>
        {
            List<string> names = [];
            foreach (((string path, string hex, _), int i) in _layers.Select((layer, i) => (layer, i)))
            {
                int first = _layers.FindIndex(layer => layer.Hex == hex);
                string folder = $"{i:x4}{hex[..60]}";
                await AddFolderAsync(tar, $"{folder}/");
                await AddAsync(tar, $"{folder}/VERSION", "1.0"u8.ToArray());
                names.Add($"{folder}/layer.tar");
                if (first == i) await tar.WriteEntryAsync(path, names[i]);
                else await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, names[i]) { LinkName = $"../{names[first]}" });
            }

            await AddAsync(tar, config, Config);
            string layers = string.Join(',', names.Select(name => $"\"{name}\""));
            await AddAsync(tar, "manifest.json", Encoding.UTF8.GetBytes($$"""[{"Config":"{{config}}","RepoTags":["web:1.0"],"Layers":[{{layers}}]}]"""));
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task AddFolderAsync(TarWriter tar, string name) => tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, name));

    private static Task AddAsync(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });

    private (string Path, string Hex, long Size) MakeLayer(Random random, long size)
    {
        string path = Path.Combine(_folder, $"layer-{_layers.Count}");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream file = File.Create(path);
        byte[] block = new byte[1 << 20];
        for (long left = size; left > 0; left -= block.Length)
        {
            Span<byte> part = block.AsSpan(0, (int)Math.Min(left, block.Length));
            random.NextBytes(part);
            hash.AppendData(part);
            file.Write(part);
        }

        return (path, Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    private async Task<string> WriteAsync(string name, bool isCompressed, Func<TarWriter, Task> write)
    {
        string path = Path.Combine(_folder, name + (isCompressed ? ".tar.gz" : ".tar"));
        await using FileStream file = File.Create(path);
        await using Stream content = isCompressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        await using var tar = new TarWriter(content, leaveOpen: true);
        await write(tar);
        return path;
    }
}
