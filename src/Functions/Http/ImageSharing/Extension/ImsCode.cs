namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>The codes of IMS that the extension doors answer themselves (contract of IMS §5.2 and §5.3).</summary>
internal static class ImsCode
{
    /// <summary>The body is not in the expected form.</summary>
    public const string BodyMalformed = "IMG.0001";

    /// <summary>No body was sent.</summary>
    public const string BodyMissing = "IMG.0007";

    /// <summary>The URL is malformed.</summary>
    public const string MalformedUrl = "IMG.0017";

    /// <summary>Looking up a job failed.</summary>
    public const string JobLookup = "IMG.0023";

    /// <summary>The caller's role does not suffice.</summary>
    public const string RoleInsufficient = "IMG.0026";

    /// <summary>The project does not fit the token.</summary>
    public const string ProjectOfAnotherToken = "IMG.0030";

    /// <summary>The system failed for a reason of its own.</summary>
    public const string SystemError = "IMG.0061";

    /// <summary>An image's id is malformed.</summary>
    public const string ImageIdMalformed = "IMG.0066";

    /// <summary>A project's id is malformed.</summary>
    public const string ProjectIdMalformed = "IMG.0067";

    /// <summary>The operation is not supported.</summary>
    public const string OperationNotSupported = "IMG.0105";
}
