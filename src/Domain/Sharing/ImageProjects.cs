namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>One image of a share and its projects, each once.</summary>
/// <param name="ImageId">Id of the image.</param>
/// <param name="ProjectIds">Ids of the projects.</param>
public sealed record ImageProjects(string ImageId, IReadOnlyList<string> ProjectIds);
