namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>
/// Finds the image in an archive: an OCI layout, which <c>docker save</c> also writes since version 25, or what it wrote before.
/// </summary>
/// <param name="archive">The archive's files.</param>
/// <param name="read">Reads a small one whole.</param>
/// <param name="tag">The tag that is published; of several images in an archive it names the one.</param>
public sealed class ContainerImagePlanner(ArchiveContents archive, Func<ArchiveMember, CancellationToken, Task<ReadOnlyMemory<byte>>> read, string tag)
{
    /// <summary>Docker's own limit is 127 layers an image; an index may hold some platforms.</summary>
    private const int MostBlobs = 1000;
    private const int MostManifests = 200;
    private const int DeepestIndex = 4;
    private const string Index = "index.json";
    private const string DockerSave = "manifest.json";

    private readonly Dictionary<ContentDigest, PlannedBlob> _blobs = [];
    private readonly List<PlannedManifest> _manifests = [];
    private readonly HashSet<ContentDigest> _seen = [];

    /// <summary>Reads what the archive says of its image and checks it against the archive's files.</summary>
    /// <exception cref="ContainerArchiveException">It holds none, or more than one, or a broken one.</exception>
    public async Task<ContainerImagePlan> PlanAsync(CancellationToken cancellationToken)
    {
        if (archive.Find(Index) is { } index)
            await AddLayoutAsync(index, cancellationToken);
        else if (archive.Find(DockerSave) is { } list)
            await AddDockerSaveAsync(list, cancellationToken);
        else
            throw new ContainerArchiveException($"The archive holds no container image: neither {Index} (OCI layout) nor {DockerSave} (docker save).");
        return new ContainerImagePlan(
            [.. _blobs.Values.OrderBy(blob => blob.Size).ThenBy(blob => blob.Digest.Text, StringComparer.Ordinal)], [.. _manifests]);
    }

    private async Task AddLayoutAsync(ArchiveMember member, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> content = await ReadAsync(member, cancellationToken);
        ContainerManifest index = ContainerManifest.Read(content, ContainerMediaType.OciIndex, Index);
        if (Choose(index.Manifests, Index) is { } one)
        {
            await AddManifestAsync(one, 0, cancellationToken);
            return;
        }

        foreach (ContainerDescriptor platform in index.Manifests) await AddManifestAsync(platform, 1, cancellationToken);
        _manifests.Add(new PlannedManifest(ContainerMediaType.OciIndex, member.Digest, content));
    }

    /// <returns>The one image; null when the list itself is one image for several platforms.</returns>
    private ContainerDescriptor? Choose(IReadOnlyList<ContainerDescriptor> images, string name)
    {
        ContainerDescriptor[] different = [.. images.DistinctBy(image => image.Digest)];
        if (different.Length == 1) return different[0];
        ContainerDescriptor[] named = [.. images.Where(image => image.Names.Any(IsOfTag)).DistinctBy(image => image.Digest)];
        if (named.Length == 1) return named[0];
        if (different.Length > 0 && images.All(image => image.HasPlatform)) return null;
        throw Several(name, different.Length);
    }

    private async Task AddManifestAsync(ContainerDescriptor descriptor, int depth, CancellationToken cancellationToken)
    {
        if (!_seen.Add(descriptor.Digest)) return;
        if (depth > DeepestIndex || _seen.Count > MostManifests)
            throw new ContainerArchiveException($"The archive's image has more than {MostManifests} manifests, or deeper than {DeepestIndex} levels.");
        ReadOnlyMemory<byte> content = await ReadAsync(FileOf(descriptor), cancellationToken);
        ContainerManifest manifest = ContainerManifest.Read(content, descriptor.MediaType, descriptor.LayoutPath);
        foreach (ContainerDescriptor child in manifest.Manifests) await AddManifestAsync(child, depth + 1, cancellationToken);
        foreach (ContainerDescriptor blob in manifest.Blobs)
        {
            if (archive.Find(blob.LayoutPath) is not null || !ContainerMediaType.IsForeign(blob.MediaType)) AddBlob(FileOf(blob));
        }

        _manifests.Add(new PlannedManifest(descriptor.MediaType, descriptor.Digest, content));
    }

    private ArchiveMember FileOf(ContainerDescriptor descriptor)
    {
        ArchiveMember member = archive.Find(descriptor.LayoutPath) ?? throw ArchiveJson.Wrong(descriptor.LayoutPath, "is missing");
        if (member.Size != descriptor.Size) throw ArchiveJson.Wrong(descriptor.LayoutPath, $"has {member.Size} bytes instead of {descriptor.Size}");
        return member.Digest == descriptor.Digest
            ? member
            : throw ArchiveJson.Wrong(descriptor.LayoutPath, $"has another digest than its name says: {member.Digest}");
    }

    private async Task AddDockerSaveAsync(ArchiveMember member, CancellationToken cancellationToken)
    {
        DockerSaveImage image = DockerSaveImage.Choose(await ReadAsync(member, cancellationToken), DockerSave, IsOfTag, count => Several(DockerSave, count));
        ArchiveMember config = Named(image.Config);
        ArchiveMember[] layers = [.. image.Layers.Select(Named)];
        image.Check(await ReadAsync(config, cancellationToken), layers);
        foreach (ArchiveMember blob in layers.Prepend(config)) AddBlob(blob);
        byte[] content = DockerSaveImage.Manifest(config, layers);
        _manifests.Add(new PlannedManifest(ContainerMediaType.DockerManifest, ContentDigest.Of(content), content));
    }

    private ArchiveMember Named(string name) => archive.Find(name) ?? throw ArchiveJson.Wrong(name, "is missing");

    private void AddBlob(ArchiveMember member)
    {
        _blobs.TryAdd(member.Digest, new PlannedBlob(member.Digest, member.Offset, member.Size));
        if (_blobs.Count > MostBlobs) throw new ContainerArchiveException($"The archive's image has more than {MostBlobs} layers.");
    }

    private Task<ReadOnlyMemory<byte>> ReadAsync(ArchiveMember member, CancellationToken cancellationToken) =>
        member.Size <= ArchiveJson.LargestFile
            ? read(member, cancellationToken)
            : throw ArchiveJson.Wrong(member.Name, $"has {member.Size} bytes; at most {ArchiveJson.LargestFile} are read");

    private bool IsOfTag(string name) => name == tag || name.EndsWith(":" + tag, StringComparison.Ordinal);

    private ContainerArchiveException Several(string name, int count) => new(count == 0
        ? $"The archive's {name} names no image."
        : $"The archive holds {count} images, and not exactly one of them is tagged {tag}. Save one image, or publish under its tag.");
}
