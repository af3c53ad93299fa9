using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>Publications of the images of appliances (UForge's contract §1.2, operations 1 and 6 to 10).</summary>
public sealed class MachineImageFunctions(PublicationDoor door)
{
    private const string Appliance = "api/users/{uid}/appliances/{aid}";
    private const string Image = Appliance + "/images/{itid}";
    private const string Publication = Image + "/pimages/{pitid}";

    /// <summary>machineImage_publish.</summary>
    [Function(nameof(PublishMachineImageAsync))]
    public Task<IResult> PublishMachineImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Appliance + "/pimages")] HttpRequest request,
        string uid,
        string aid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        door.PublishFromSourceAsync(
            request, ImageFamily.Appliance.ParentPath(uid, PathId.Read(nameof(aid), aid)), Entitlement.ImagePublish, client, cancellationToken);

    /// <summary>applianceImage_publish.</summary>
    [Function(nameof(PublishApplianceImageAsync))]
    public Task<IResult> PublishApplianceImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Image + "/pimages")] HttpRequest request,
        string uid,
        string aid,
        string itid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        door.PublishAsync(request, ImagePath(uid, aid, itid), Entitlement.ImagePublish, client, cancellationToken);

    /// <summary>machineImagePublished_get.</summary>
    [Function(nameof(GetMachineImagePublicationAsync))]
    public Task<IResult> GetMachineImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication)] HttpRequest request,
        string uid,
        string aid,
        string itid,
        string pitid,
        CancellationToken cancellationToken) =>
        door.ReadAsync(request, PublicationPath(uid, aid, itid, pitid), null, cancellationToken);

    /// <summary>machineImagePublishedStatus_get.</summary>
    [Function(nameof(GetMachineImagePublicationStatusAsync))]
    public Task<IResult> GetMachineImagePublicationStatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication + "/status")] HttpRequest request,
        string uid,
        string aid,
        string itid,
        string pitid,
        CancellationToken cancellationToken) =>
        door.ReadStatusAsync(request, PublicationPath(uid, aid, itid, pitid), Entitlement.ImagePublish, cancellationToken);

    /// <summary>machineImagePublish_cancel.</summary>
    [Function(nameof(CancelMachineImagePublicationAsync))]
    public Task<IResult> CancelMachineImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Publication + "/cancel")] HttpRequest request,
        string uid,
        string aid,
        string itid,
        string pitid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        door.CancelAsync(request, PublicationPath(uid, aid, itid, pitid), Entitlement.ImagePublish, client, cancellationToken);

    private static ResourcePath ImagePath(string uid, string aid, string itid) =>
        ImageFamily.Appliance.ImagePath(uid, PathId.Read(nameof(aid), aid), PathId.Read(nameof(itid), itid));

    private static ResourcePath PublicationPath(string uid, string aid, string itid, string pitid) =>
        ImagePath(uid, aid, itid).Child("pimages", PathId.Read(nameof(pitid), pitid));
}
