namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>How far a job of IMS is.</summary>
public enum ImsJobState
{
    /// <summary>INIT, RUNNING, or a word that is not known: ask again.</summary>
    Running,

    /// <summary>SUCCESS. Of a job with several items it says nothing of each.</summary>
    Succeeded,

    /// <summary>FAIL. Some of several items may have been done all the same.</summary>
    Failed,
}
