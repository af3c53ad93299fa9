using System.IO.Compression;
using System.Text.Json;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http;

namespace ImagePublishFunctions.Storage.Containers;

/// <summary>
/// The archive that a publication publishes, by place: a tar is read where it lies; a compressed one can be read from its beginning only,
/// so it is unpacked once into the publication's work. What it holds is planned once and kept beside it.
/// </summary>
public sealed class ContainerArchive(ImageFileStore files, ContainerWorkStore work)
{
    private const string Unpacked = "archive.tar";
    private const string Plan = "plan.json";

    /// <summary>gzip itself ends near 1000; real layers are far below.</summary>
    private const int LargestRatio = 100;

    /// <summary>Bytes that an archive may have unpacked, however small it is compressed.</summary>
    internal long AlwaysAllowed { get; init; } = 1L << 30;

    /// <summary>Unpacks a compressed archive; safe to repeat.</summary>
    /// <exception cref="ContainerArchiveException">It is damaged, or swells beyond any image's measure.</exception>
    public async Task UnpackAsync(Ticket ticket, long compressedSize, CancellationToken cancellationToken)
    {
        await using Stream file = await files.OpenAsync(ImagePath(ticket), ticket.FileETag, cancellationToken: cancellationToken);
        await using var tar = new GZipStream(file, CompressionMode.Decompress);
        long limit = AlwaysAllowed + (LargestRatio * compressedSize);
        await using var bounded = new BoundedStream(
            tar, limit, () => new ContainerArchiveException($"The archive holds more than {limit} bytes, {LargestRatio} times what it has compressed."));
        try
        {
            await work.WriteAsync(ticket.Path, Unpacked, bounded, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new ContainerArchiveException("The archive is damaged: it can't be decompressed to its end.");
        }
    }

    /// <summary>Reads the archive from end to end and keeps what publishing its image takes; safe to repeat.</summary>
    /// <exception cref="ContainerArchiveException">It holds no image that could be published.</exception>
    public async Task<ContainerWork> PlanAsync(Ticket ticket, bool isUnpacked, CancellationToken cancellationToken)
    {
        ArchiveContents contents;
        await using (Stream tar = await OpenAsync(ticket, isUnpacked, 0, null, cancellationToken))
            contents = await ContainerArchiveIndex.ReadAsync(tar, cancellationToken);
        var planner = new ContainerImagePlanner(
            contents, (member, stop) => ReadAsync(ticket, isUnpacked, member, stop), ticket.Request["tagName"] ?? "");
        ContainerImagePlan plan = await planner.PlanAsync(cancellationToken);
        for (int i = 0; i < plan.Manifests.Count; i++)
        {
            await using var content = new MemoryStream(plan.Manifests[i].Content.ToArray());
            await work.WriteAsync(ticket.Path, ManifestName(i), content, cancellationToken);
        }

        ContainerWork made = ContainerWork.Of(plan, isUnpacked);
        await WriteAsync(ticket.Path, made, cancellationToken);
        return made;
    }

    /// <summary>The plan that was kept; null when there is none.</summary>
    public async Task<ContainerWork?> FindAsync(ResourcePath publication, CancellationToken cancellationToken) =>
        await work.ReadAsync(publication, Plan, cancellationToken) is { } json ? JsonSerializer.Deserialize<ContainerWork>(json) : null;

    /// <summary>Keeps a plan that changed.</summary>
    public async Task WriteAsync(ResourcePath publication, ContainerWork plan, CancellationToken cancellationToken)
    {
        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(plan));
        await work.WriteAsync(publication, Plan, json, cancellationToken);
    }

    /// <summary>A manifest of the plan, every byte.</summary>
    public async Task<byte[]> ReadManifestAsync(ResourcePath publication, int manifest, CancellationToken cancellationToken) =>
        await work.ReadAsync(publication, ManifestName(manifest), cancellationToken)
        ?? throw new InvalidOperationException($"{ManifestName(manifest)} of {publication} is not there.");

    /// <summary>Opens a part of the tar archive.</summary>
    public async Task<Stream> OpenAsync(Ticket ticket, bool isUnpacked, long offset, long? length, CancellationToken cancellationToken) =>
        isUnpacked
            ? await work.OpenAsync(ticket.Path, Unpacked, offset, length, cancellationToken)
                ?? throw new InvalidOperationException($"{Unpacked} of {ticket.Path} is not there.")
            : await files.OpenAsync(ImagePath(ticket), ticket.FileETag, offset, length, cancellationToken);

    private static string ManifestName(int manifest) => $"manifest-{manifest}.json";

    private static ResourcePath ImagePath(Ticket ticket) => ticket.Path.Parent!;

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Ticket ticket, bool isUnpacked, ArchiveMember member, CancellationToken cancellationToken)
    {
        byte[] content = new byte[member.Size];
        if (member.Size == 0) return content;
        await using Stream stream = await OpenAsync(ticket, isUnpacked, member.Offset, member.Size, cancellationToken);
        await stream.ReadExactlyAsync(content, cancellationToken);
        return content;
    }
}
