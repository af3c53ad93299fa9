using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http;

/// <summary>Problem details for this product's own resources.</summary>
public sealed class ProblemShape : IErrorShape
{
    /// <inheritdoc />
    public bool Covers(PathString path) =>
        path.StartsWithSegments("/api/catalog", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/api/users-admin", StringComparison.OrdinalIgnoreCase)
        || IsShare(path);

    /// <inheritdoc />
    public IResult Of(RefusalException refusal, HttpRequest request) => new ProblemResult(refusal);

    /// <summary>A user's shares stand among UForge's resources, but are this product's own.</summary>
    private static bool IsShare(PathString path) =>
        path.Value?.Split('/') is ["", var api, var users, _, var shares, ..]
        && string.Equals($"{api}/{users}/{shares}", "api/users/shares", StringComparison.OrdinalIgnoreCase);
}
