using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Storage.Containers;

/// <summary>The plan of a publication as it is kept while it runs; its manifests' bytes lie beside it.</summary>
/// <param name="IsUnpacked">Whether places are those in the unpacked archive.</param>
/// <param name="Blobs">What the registry must have; activities name one by its number.</param>
/// <param name="Manifests">What is put afterwards, in this order; the tag goes to the last.</param>
/// <param name="Size">Bytes of all blobs.</param>
public sealed record ContainerWork(
    bool IsUnpacked, IReadOnlyList<ContainerWork.Blob> Blobs, IReadOnlyList<ContainerWork.Manifest> Manifests, long Size)
{
    /// <summary>What the tag pointed to before; null when there was no such tag.</summary>
    public string? TagBefore { get; init; }

    /// <summary>Whether the repository had the image before.</summary>
    public bool WasThere { get; init; }

    /// <summary>The image's digest.</summary>
    public string Digest => Manifests[^1].Digest;

    /// <summary>The image's digest as such.</summary>
    public ContentDigest ParseDigest() => ParseDigest(Digest);

    /// <summary>The form of a plan that can be kept.</summary>
    public static ContainerWork Of(ContainerImagePlan plan, bool isUnpacked) => new(
        isUnpacked,
        [.. plan.Blobs.Select(blob => new Blob(blob.Digest.Text, blob.Offset, blob.Size))],
        [.. plan.Manifests.Select(manifest => new Manifest(manifest.Digest.Text, manifest.MediaType))],
        plan.Size);

    private static ContentDigest ParseDigest(string text) =>
        ContentDigest.TryParse(text, out ContentDigest? digest) ? digest : throw new InvalidDataException($"{text} is no digest.");

    /// <inheritdoc cref="PlannedBlob"/>
    public sealed record Blob(string Digest, long Offset, long Size)
    {
        /// <summary>The digest as such.</summary>
        public ContentDigest ParseDigest() => ContainerWork.ParseDigest(Digest);
    }

    /// <inheritdoc cref="PlannedManifest"/>
    public sealed record Manifest(string Digest, string MediaType);
}
