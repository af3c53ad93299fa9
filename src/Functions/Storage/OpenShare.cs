namespace ImagePublishFunctions.Storage;

/// <summary>A share job that has not ended.</summary>
/// <param name="Job">The job's id.</param>
/// <param name="SecretName">Name of its caller's token, null when it has none.</param>
/// <param name="Since">When it was about to be accepted.</param>
public sealed record OpenShare(string Job, string? SecretName, DateTimeOffset Since);
