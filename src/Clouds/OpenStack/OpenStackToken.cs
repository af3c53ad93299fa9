namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>What Keystone says of a token that is good.</summary>
/// <param name="ProjectId">The project that it acts for; null for a token without one.</param>
/// <param name="ProjectName">That project's name.</param>
/// <param name="DomainId">The domain of that project.</param>
/// <param name="UserId">The user who got it.</param>
/// <param name="UserName">That user's name.</param>
/// <param name="Roles">Names of the user's roles in the project.</param>
/// <param name="ExpiresAt">When it ends, UTC.</param>
/// <param name="ImageEndpoint">The image service of its catalogue, without <c>/v2</c>; null where that has none.</param>
public sealed record OpenStackToken(
    string? ProjectId,
    string? ProjectName,
    string? DomainId,
    string UserId,
    string UserName,
    IReadOnlyList<string> Roles,
    DateTimeOffset ExpiresAt,
    Uri? ImageEndpoint);
