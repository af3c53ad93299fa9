using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http;

/// <summary>Problem details for this product's own resources.</summary>
public sealed class ProblemShape : IErrorShape
{
    /// <inheritdoc />
    public bool Covers(PathString path) =>
        path.StartsWithSegments("/api/catalog", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/api/users-admin", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public IResult Of(RefusalException refusal, HttpRequest request) => new ProblemResult(refusal);
}
