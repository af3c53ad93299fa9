namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>A project that an image is shared with (Image API v2, <c>/v2/schemas/member</c>).</summary>
/// <param name="ImageId">Id of the image.</param>
/// <param name="ProjectId">Id of the project; <c>member_id</c> on the wire.</param>
/// <param name="Status">What the project answered.</param>
/// <param name="CreatedAt">When it was added, UTC, whole seconds.</param>
/// <param name="UpdatedAt">When its status last changed, UTC, whole seconds.</param>
public sealed record ImageMember(string ImageId, string ProjectId, MemberStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
