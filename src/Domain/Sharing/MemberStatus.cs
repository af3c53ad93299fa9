namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>What a recipient answered; on the wire in lower case (Image API v2, <c>/v2/schemas/member</c>).</summary>
public enum MemberStatus
{
    /// <summary>Nothing yet: the image is not in its list.</summary>
    Pending,

    /// <summary>The image is in its list.</summary>
    Accepted,

    /// <summary>The image is not in its list; it may still be accepted later.</summary>
    Rejected,
}
