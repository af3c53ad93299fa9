using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>Publications of the images of container templates (UForge's contract §1.2, operations 22 to 26).</summary>
public sealed class ContainerTemplateImageFunctions(PublicationDoor door, PublicationDeletionDoor deletion)
{
    private const string Image = "api/users/{uid}/mysoftware/{msid}/templates/{tid}/images/{tiid}";
    private const string Publication = Image + "/pimages/{ptiid}";

    /// <summary>containerTemplateImage_publish.</summary>
    [Function(nameof(PublishContainerTemplateImageAsync))]
    public Task<IResult> PublishContainerTemplateImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Image + "/pimages")] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        door.PublishAsync(request, ImagePath(uid, msid, tid, tiid), Entitlement.ImagePublish, client, cancellationToken);

    /// <summary>containerTemplateImagePublished_get.</summary>
    [Function(nameof(GetContainerTemplateImagePublicationAsync))]
    public Task<IResult> GetContainerTemplateImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication)] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        string ptiid,
        CancellationToken cancellationToken) =>
        door.ReadAsync(request, PublicationPath(uid, msid, tid, tiid, ptiid), Entitlement.ImagePublish, cancellationToken);

    /// <summary>containerTemplateImagePublished_delete.</summary>
    [Function(nameof(DeleteContainerTemplateImagePublicationAsync))]
    public Task<IResult> DeleteContainerTemplateImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Publication)] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        string ptiid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        deletion.DeleteAsync(request, PublicationPath(uid, msid, tid, tiid, ptiid), Entitlement.ImagePublish, client, cancellationToken);

    /// <summary>containerTemplateImagePublish_get.</summary>
    [Function(nameof(GetContainerTemplateImagePublicationStatusAsync))]
    public Task<IResult> GetContainerTemplateImagePublicationStatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication + "/status")] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        string ptiid,
        CancellationToken cancellationToken) =>
        door.ReadStatusAsync(request, PublicationPath(uid, msid, tid, tiid, ptiid), Entitlement.ImagePublish, cancellationToken);

    /// <summary>containerTemplateImagePublish_cancel.</summary>
    [Function(nameof(CancelContainerTemplateImagePublicationAsync))]
    public Task<IResult> CancelContainerTemplateImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Publication + "/cancel")] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        string ptiid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        door.CancelAsync(request, PublicationPath(uid, msid, tid, tiid, ptiid), Entitlement.ImagePublish, client, cancellationToken);

    private static ResourcePath ImagePath(string uid, string msid, string tid, string tiid) =>
        ImageFamily.ContainerTemplate.ImagePath(uid, PathId.Read(nameof(msid), msid), PathId.Read(nameof(tid), tid), PathId.Read(nameof(tiid), tiid));

    private static ResourcePath PublicationPath(string uid, string msid, string tid, string tiid, string ptiid) =>
        ImagePath(uid, msid, tid, tiid).Child("pimages", PathId.Read(nameof(ptiid), ptiid));
}
