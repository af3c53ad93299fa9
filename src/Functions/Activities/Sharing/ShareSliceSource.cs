using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>The slices of a job by number: cut from its request, or read from where its matrix was cut into.</summary>
public sealed class ShareSliceSource(ShareSliceStore slices)
{
    /// <summary>The images of a slice, ordered by id, with their projects.</summary>
    public async Task<IReadOnlyList<ImageProjects>> ReadAsync(ShareJob job, int slice, CancellationToken cancellationToken) => job.Request.Matrix is null
        ? ShareSlices.Cut(job.Request, slice)
        : await slices.ReadAsync(job.Id, slice, cancellationToken);
}
