namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>What became of one pair.</summary>
public sealed record PairResult
{
    /// <summary>The pair.</summary>
    public required SharePair Pair { get; init; }

    /// <summary>Where it stands.</summary>
    public required PairState State { get; init; }

    /// <summary>
    /// Written before the first call that changes the pair, where the cloud's own word counts: whether the member was there before. A run
    /// that takes over from a lost one tells by it what the lost one did. Null elsewhere.
    /// </summary>
    public bool? WasThere { get; init; }

    /// <summary>A stable identifier of what went wrong: an <c>IMG.xxxx</c> of the cloud or one of ours; null unless failed.</summary>
    public string? Code { get; init; }

    /// <summary>What went wrong, for people, in the cloud's words where it gave any; null unless failed.</summary>
    public string? Reason { get; init; }

    /// <summary>The HTTP status with which the cloud refused; null when it did not.</summary>
    public int? CloudStatus { get; init; }

    /// <summary>The member as it stood afterwards; null when it was removed, failed, or was not read.</summary>
    public ImageMember? Member { get; init; }
}
