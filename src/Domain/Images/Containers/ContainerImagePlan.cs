namespace ImagePublishFunctions.Domain.Images.Containers;

/// <summary>What publishing a container image takes.</summary>
/// <param name="Blobs">Each once, the smallest first.</param>
/// <param name="Manifests">Each once, after those that it refers to; the tag goes to the last.</param>
public sealed record ContainerImagePlan(IReadOnlyList<PlannedBlob> Blobs, IReadOnlyList<PlannedManifest> Manifests)
{
    /// <summary>Bytes of all blobs.</summary>
    public long Size => Blobs.Sum(blob => blob.Size);
}
