using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge.Sources;

/// <summary>All images of a user (UForge's contract §1.4).</summary>
public sealed class UserImageFunctions(SourceDoor door)
{
    /// <summary>The images.</summary>
    [Function(nameof(ListUserImagesAsync))]
    public Task<IResult> ListUserImagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/images")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken) =>
        door.ListImagesOfUserAsync(request, uid, cancellationToken);
}
