namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>A job of IMS as it is shown.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Type">For example <c>imsAddImageMembersJob</c>; an open set, null where it is not told.</param>
/// <param name="State">How far it is.</param>
/// <param name="BeginTime">UTC.</param>
/// <param name="EndTime">UTC; null until the end.</param>
/// <param name="ErrorCode">An IMG code; null unless it failed.</param>
/// <param name="FailReason">For people; null unless it failed.</param>
/// <param name="ImageId">The image that an import, registration or copy made; null until it is known.</param>
/// <param name="Progress">0 to 1; null where the cloud does not tell.</param>
/// <param name="Results">What a member job says of its items; may be empty, also at the end.</param>
public sealed record ImsJob(
    string Id,
    string? Type,
    ImsJobState State,
    DateTimeOffset? BeginTime,
    DateTimeOffset? EndTime,
    string? ErrorCode,
    string? FailReason,
    string? ImageId,
    double? Progress,
    IReadOnlyList<ImsJobResult> Results)
{
    /// <summary>What may be done after <see cref="ErrorCode"/>.</summary>
    public CloudErrorKind ErrorKind => ImsErrors.KindOf(ErrorCode);
}
