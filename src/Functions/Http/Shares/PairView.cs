using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Http.Shares;

/// <summary>One pair of a job and what became of it.</summary>
/// <param name="Image">Id of the image.</param>
/// <param name="Project">Id of the project.</param>
/// <param name="Status"><c>pending</c>, <c>success</c> or <c>failed</c>.</param>
/// <param name="Code">A stable identifier of what went wrong; null unless failed.</param>
/// <param name="Reason">What went wrong, for people; null unless failed.</param>
public sealed record PairView(string Image, string Project, string Status, string? Code, string? Reason)
{
    /// <summary>A result as its owner sees it.</summary>
    public static PairView Of(PairResult result) => new(
        result.Pair.ImageId, result.Pair.ProjectId, result.State.ToString().ToLowerInvariant(), result.Code, result.Reason);
}
