namespace ImagePublishFunctions.Clouds;

/// <summary>What a caller may do after a call to a cloud failed.</summary>
public enum CloudErrorKind
{
    /// <summary>The same call will fail again: the request, the account or the image must change first.</summary>
    Permanent,

    /// <summary>Nothing was done, and the same call may succeed later.</summary>
    Transient,

    /// <summary>The request may or may not have been carried out: look at the cloud's state before a repeat.</summary>
    Unknown,
}
