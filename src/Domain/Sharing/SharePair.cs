namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>One image and one project: the unit of a share.</summary>
/// <param name="ImageId">Id of the image in its cloud.</param>
/// <param name="ProjectId">Id of the recipient project.</param>
public sealed record SharePair(string ImageId, string ProjectId);
