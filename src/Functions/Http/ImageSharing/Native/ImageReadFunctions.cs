using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>Everything below <c>/v2</c> that has no function of its own.</summary>
public sealed class ImageReadFunctions(ImageReadDoor door)
{
    /// <summary>Reads are the cloud's; other methods are refused.</summary>
    [Function(nameof(WhenNothingElseMatchesUnderV2Async))]
    public Task<IResult> WhenNothingElseMatchesUnderV2Async(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "delete", "patch", "head", "options", Route = "v2/{*path}")]
        HttpRequest request,
        CancellationToken cancellationToken) => door.ReadAsync(request, cancellationToken);

    /// <inheritdoc cref="WhenNothingElseMatchesUnderV2Async" />
    [Function(nameof(WhenNothingElseMatchesUnderCloudV2Async))]
    public Task<IResult> WhenNothingElseMatchesUnderCloudV2Async(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "delete", "patch", "head", "options", Route = "clouds/{cloud}/v2/{*path}")]
        HttpRequest request,
        CancellationToken cancellationToken) => door.ReadAsync(request, cancellationToken);

    /// <summary>No cloud has anything else below its prefix.</summary>
    [Function(nameof(WhenNothingElseMatchesUnderEveryCloud))]
    public IResult WhenNothingElseMatchesUnderEveryCloud(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", "put", "delete", "patch", "head", "options", Route = "clouds/{*path}")]
        HttpRequest request) => throw new RefusalException(404, "NOT_FOUND", "The resource could not be found.", request.Path);
}
