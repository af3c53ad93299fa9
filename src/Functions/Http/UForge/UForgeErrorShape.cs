using ImagePublishFunctions.Http.UForge.Writing;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>A <c>uforgeError</c> for everything below <c>/api</c> that is not this product's own; registered last, it covers all paths.</summary>
public sealed class UForgeErrorShape(TimeProvider time) : IErrorShape
{
    /// <inheritdoc />
    public bool Covers(PathString path) => true;

    /// <inheritdoc />
    public IResult Of(RefusalException refusal, HttpRequest request) => new UForgeErrorResult(refusal, time);
}
