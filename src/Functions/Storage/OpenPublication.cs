using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Storage;

/// <summary>A publication that has not ended.</summary>
/// <param name="Path">The publication's path.</param>
/// <param name="SecretName">Name of its secrets, null when it has none.</param>
/// <param name="Since">When it was about to be accepted.</param>
public sealed record OpenPublication(ResourcePath Path, string? SecretName, DateTimeOffset Since);
