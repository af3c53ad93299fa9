namespace ImagePublishFunctions.Activities.Sharing;

/// <summary>The codes of pairs that are ours, beside those of the clouds; stored in results and never renamed.</summary>
public static class PairCodes
{
    /// <summary>Whether the cloud carried the change out could not be found out.</summary>
    public const string Unsettled = "OUTCOME_UNKNOWN";

    /// <summary>The cloud asked to be called less often, until there was no time left.</summary>
    public const string Waiting = "CLOUD_BUSY";

    /// <summary>Another job worked on the image for too long.</summary>
    public const string ImageBusy = "IMAGE_BUSY";

    /// <summary>The token that came with the request expired, or was revoked, before the pair's turn came.</summary>
    public const string TokenExpired = "TOKEN_EXPIRED";

    /// <summary>The job ended before the pair's turn came: its orchestration failed.</summary>
    public const string Abandoned = "SHARE_ABANDONED";

    /// <summary>The project was given by a name that Keystone does not resolve.</summary>
    public const string ProjectUnknown = "PROJECT_UNKNOWN";

    /// <summary>Open Telekom Cloud: an encrypted image can't be shared as it is.</summary>
    public const string Encrypted = "IMG.0098";

    /// <summary>Open Telekom Cloud: the image's key can't be used, or not be granted.</summary>
    public const string NoKey = "IMG.0099";

    /// <summary>The time for the slice was over.</summary>
    public const string TimeLimit = "TIME_LIMIT";
}
