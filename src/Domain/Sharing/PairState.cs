namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>Where one pair of an image and a project stands.</summary>
public enum PairState
{
    /// <summary>Not settled yet.</summary>
    Pending,

    /// <summary>As asked for, whether this job brought it about or found it so.</summary>
    Success,

    /// <summary>Refused or given up; its result says why.</summary>
    Failed,
}
