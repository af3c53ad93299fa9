namespace ImagePublishFunctions.Storage;

/// <summary>Some images and projects, each with each, that were handed to the cloud in one call.</summary>
/// <param name="CloudJob">Id of the cloud's job; null while its answer is not known.</param>
/// <param name="Images">Ids of the images.</param>
/// <param name="Projects">Ids of the projects.</param>
public sealed record ShareBatch(string? CloudJob, IReadOnlyList<string> Images, IReadOnlyList<string> Projects);
