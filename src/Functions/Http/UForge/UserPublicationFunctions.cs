using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>All publications of a user (UForge's contract §1.2, operations 27 and 28).</summary>
public sealed class UserPublicationFunctions(PublicationListDoor lists)
{
    /// <summary>userMachineImagePublished_getAll.</summary>
    [Function(nameof(ListUserPublicationsAsync))]
    public Task<IResult> ListUserPublicationsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/pimages")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken) =>
        lists.ListOfUserAsync(request, uid, Entitlement.ImageGenerate, cancellationToken);

    /// <summary>userMachineImagePublishedStatus_getAll.</summary>
    [Function(nameof(ListUserPublicationStatusesAsync))]
    public Task<IResult> ListUserPublicationStatusesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/pimages/status")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken) =>
        lists.ListStatusesOfUserAsync(request, uid, Entitlement.ImageGenerate, cancellationToken);
}
