using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Queues;

/// <summary>A pair that failed, as a reply names it.</summary>
/// <param name="Image">Id of the image.</param>
/// <param name="Project">Id of the project.</param>
/// <param name="Code">A stable identifier of what went wrong.</param>
/// <param name="Reason">What went wrong, cut at 256 characters so that a reply fits its queue.</param>
public sealed record FailedPair(string Image, string Project, string? Code, string? Reason)
{
    /// <summary>The failed pair of a result.</summary>
    public static FailedPair Of(PairResult result) => new(
        result.Pair.ImageId, result.Pair.ProjectId, result.Code, result.Reason is { Length: > 256 } reason ? reason[..256] : result.Reason);
}
