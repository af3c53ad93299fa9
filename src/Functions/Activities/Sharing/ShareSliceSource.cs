using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>The slices of a job by number: cut from its request, or read from where its matrix was cut into.</summary>
public sealed class ShareSliceSource(ShareSliceStore slices, ShareMatrices matrices)
{
    private const int WritesAtOnce = 8;

    /// <summary>Cuts a job into slices. Those of a matrix are written down, the same each time.</summary>
    /// <returns>How many slices and pairs there are.</returns>
    /// <exception cref="MatrixFormatException">The matrix is malformed.</exception>
    /// <exception cref="FileNotFoundException">There is no such matrix.</exception>
    public async Task<(int Slices, int Pairs)> CutAsync(ShareJob job, CancellationToken cancellationToken)
    {
        if (job.Request.Matrix is not { } matrix) return (ShareSlices.Count(job.Request), job.Pairs);
        Dictionary<string, HashSet<string>> projectsByImage = await ReadMatrixAsync(matrix, cancellationToken);
        IReadOnlyList<ImageProjects>[] cut = [.. ShareSlices.Cut(projectsByImage)];
        await Parallel.ForEachAsync(
            cut.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken },
            async (slice, stop) => await slices.WriteAsync(job.Id, slice.Index, slice.Item, stop));
        return (cut.Length, projectsByImage.Values.Sum(projects => projects.Count));
    }

    /// <summary>The images of a slice, ordered by id, with their projects.</summary>
    public async Task<IReadOnlyList<ImageProjects>> ReadAsync(ShareJob job, int slice, CancellationToken cancellationToken) => job.Request.Matrix is null
        ? ShareSlices.Cut(job.Request, slice)
        : await slices.ReadAsync(job.Id, slice, cancellationToken);

    /// <summary>Pairs come in any order and more than once; each project's id is kept in memory once.</summary>
    private async Task<Dictionary<string, HashSet<string>>> ReadMatrixAsync(string matrix, CancellationToken cancellationToken)
    {
        await using Stream content = await matrices.OpenAsync(matrix, cancellationToken)
            ?? throw new FileNotFoundException($"There is no matrix {matrix}.");
        var projectsByImage = new Dictionary<string, HashSet<string>>();
        var projects = new HashSet<string>();
        await foreach (SharePair pair in MatrixReader.ReadAsync(content, cancellationToken))
        {
            if (!projects.TryGetValue(pair.ProjectId, out string? project)) projects.Add(project = pair.ProjectId);
            if (!projectsByImage.TryGetValue(pair.ImageId, out HashSet<string>? ofImage)) projectsByImage[pair.ImageId] = ofImage = [];
            ofImage.Add(project);
        }

        return projectsByImage;
    }
}
