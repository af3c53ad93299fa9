using System.Runtime.CompilerServices;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Storage;

namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>
/// The slices of a job by number: cut from its request, or read from where its matrix, or what failed of an earlier job, was cut into.
/// </summary>
public sealed class ShareSliceSource(ShareJobStore jobs, ShareSliceStore slices, ShareMatrices matrices)
{
    private const int WritesAtOnce = 8;

    /// <summary>Cuts a job into slices. Those of a matrix are written down, the same each time.</summary>
    /// <returns>How many slices and pairs there are.</returns>
    /// <exception cref="MatrixFormatException">The matrix is malformed.</exception>
    /// <exception cref="FileNotFoundException">The owner has no such matrix, or the earlier job is gone.</exception>
    public async Task<(int Slices, int Pairs)> CutAsync(ShareJob job, CancellationToken cancellationToken)
    {
        if (StandsInRequest(job)) return (ShareSlices.Count(job.Request), job.Pairs);
        IAsyncEnumerable<SharePair> listed = job.Request.RetryOf is { } earlier
            ? FailuresAsync(earlier, cancellationToken)
            : MatrixAsync(job.Request, cancellationToken);
        Dictionary<string, HashSet<string>> projectsByImage = await ReadAsync(listed);
        IReadOnlyList<ImageProjects>[] cut = [.. ShareSlices.Cut(projectsByImage)];
        await Parallel.ForEachAsync(
            cut.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken },
            async (slice, stop) => await slices.WriteAsync(job.Id, slice.Index, slice.Item, stop));
        return (cut.Length, projectsByImage.Values.Sum(projects => projects.Count));
    }

    /// <summary>The images of a slice, ordered by id, with their projects.</summary>
    public async Task<IReadOnlyList<ImageProjects>> ReadAsync(ShareJob job, int slice, CancellationToken cancellationToken) => StandsInRequest(job)
        ? ShareSlices.Cut(job.Request, slice)
        : await slices.ReadAsync(job.Id, slice, cancellationToken);

    private static bool StandsInRequest(ShareJob job) => job.Request is { Matrix: null, RetryOf: null };

    private async IAsyncEnumerable<SharePair> MatrixAsync(ShareRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream content = await matrices.OpenAsync(request.Owner, request.Matrix!, cancellationToken)
            ?? throw new FileNotFoundException($"There is no matrix {request.Matrix}.");
        await foreach (SharePair pair in MatrixReader.ReadAsync(content, cancellationToken)) yield return pair;
    }

    private async IAsyncEnumerable<SharePair> FailuresAsync(string job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(job, cancellationToken) is null) throw new FileNotFoundException($"The share {job} is no longer kept.");
        await foreach (PairResult result in jobs.ResultsAsync(job, cancellationToken))
        {
            if (result.State == PairState.Failed) yield return result.Pair;
        }
    }

    /// <summary>Pairs come in any order and more than once; each project's id is kept in memory once.</summary>
    private static async Task<Dictionary<string, HashSet<string>>> ReadAsync(IAsyncEnumerable<SharePair> pairs)
    {
        var projectsByImage = new Dictionary<string, HashSet<string>>();
        var projects = new HashSet<string>();
        await foreach (SharePair pair in pairs)
        {
            if (!projects.TryGetValue(pair.ProjectId, out string? project)) projects.Add(project = pair.ProjectId);
            if (!projectsByImage.TryGetValue(pair.ImageId, out HashSet<string>? ofImage)) projectsByImage[pair.ImageId] = ofImage = [];
            ofImage.Add(project);
        }

        return projectsByImage;
    }
}
