namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>The values of an image's status that a publish looks at; Glance has more.</summary>
public static class GlanceImageStatus
{
    /// <summary>No data yet, or the uploader vanished: an upload may begin.</summary>
    public const string Queued = "queued";

    /// <summary>An upload is under way.</summary>
    public const string Saving = "saving";

    /// <summary>Data and hashes are there.</summary>
    public const string Active = "active";

    /// <summary>The upload failed for good: delete it.</summary>
    public const string Killed = "killed";
}
