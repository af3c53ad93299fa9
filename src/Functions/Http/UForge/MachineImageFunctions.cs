using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>Publications of the images of appliances (UForge's contract §1.2, operations 1 to 13).</summary>
public sealed class MachineImageFunctions(
    PublicationDoor door,
    PublicationListDoor lists,
    PublicationDeletionDoor deletion,
    PublicationDownloadDoor download,
    PublicationSatelliteDoor satellites)
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
        door.PublishFromSourceAsync(request, SourcePath(uid, aid), Entitlement.ImagePublish, client, cancellationToken);

    /// <summary>machineImagePublished_getAll.</summary>
    [Function(nameof(ListMachineImagePublicationsAsync))]
    public Task<IResult> ListMachineImagePublicationsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Appliance + "/pimages")] HttpRequest request,
        string uid,
        string aid,
        CancellationToken cancellationToken) =>
        lists.ListAsync(request, SourcePath(uid, aid), Entitlement.ApplianceCreate, cancellationToken);

    /// <summary>machineImagePublished_deleteAll.</summary>
    [Function(nameof(DeleteMachineImagePublicationsAsync))]
    public Task<IResult> DeleteMachineImagePublicationsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Appliance + "/pimages")] HttpRequest request,
        string uid,
        string aid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        deletion.DeleteAllAsync(request, SourcePath(uid, aid), Entitlement.ApplianceCreate, client, cancellationToken);

    /// <summary>machineImagePublishedStatus_getAll.</summary>
    [Function(nameof(ListMachineImagePublicationStatusesAsync))]
    public Task<IResult> ListMachineImagePublicationStatusesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Appliance + "/pimages/statuses")] HttpRequest request,
        string uid,
        string aid,
        CancellationToken cancellationToken) =>
        lists.ListStatusesAsync(request, SourcePath(uid, aid), Entitlement.ApplianceCreate, cancellationToken);

    /// <summary>machineImagePublished_download: no login, a key instead.</summary>
    [Function(nameof(DownloadMachineImagePublicationAsync))]
    public Task<IResult> DownloadMachineImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Appliance + "/pimages/{pitid}/downloads")] HttpRequest request,
        string uid,
        string aid,
        string pitid,
        CancellationToken cancellationToken) =>
        download.DownloadAsync(request, SourcePath(uid, aid), PathId.Read(nameof(pitid), pitid), cancellationToken);

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

    /// <summary>machineImagePublished_delete.</summary>
    [Function(nameof(DeleteMachineImagePublicationAsync))]
    public Task<IResult> DeleteMachineImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Publication)] HttpRequest request,
        string uid,
        string aid,
        string itid,
        string pitid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        deletion.DeleteAsync(request, PublicationPath(uid, aid, itid, pitid), Entitlement.ImagePublish, client, cancellationToken);

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

    /// <summary>machineImagePublished_deploy: 501.</summary>
    [Function(nameof(DeployMachineImagePublicationAsync))]
    public Task<IResult> DeployMachineImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Publication + "/deploys")] HttpRequest request,
        string uid,
        string aid,
        string itid,
        string pitid,
        CancellationToken cancellationToken) =>
        satellites.DeployAsync(request, PublicationPath(uid, aid, itid, pitid), cancellationToken);

    /// <summary>machineImagePublished_getAccount.</summary>
    [Function(nameof(GetMachineImagePublicationAccountAsync))]
    public Task<IResult> GetMachineImagePublicationAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication + "/accounts/{caid}")] HttpRequest request,
        string uid,
        string aid,
        string itid,
        string pitid,
        string caid,
        CancellationToken cancellationToken) =>
        satellites.ReadAccountAsync(request, PublicationPath(uid, aid, itid, pitid), PathId.Read(nameof(caid), caid), cancellationToken);

    /// <summary>machineImagePublished_getAccountResources.</summary>
    [Function(nameof(GetMachineImagePublicationAccountResourcesAsync))]
    public Task<IResult> GetMachineImagePublicationAccountResourcesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication + "/accounts/{caid}/resources")] HttpRequest request,
        string uid,
        string aid,
        string itid,
        string pitid,
        string caid,
        CancellationToken cancellationToken) =>
        satellites.ReadResourcesAsync(request, PublicationPath(uid, aid, itid, pitid), PathId.Read(nameof(caid), caid), cancellationToken);

    private static ResourcePath SourcePath(string uid, string aid) => ImageFamily.Appliance.ParentPath(uid, PathId.Read(nameof(aid), aid));

    private static ResourcePath ImagePath(string uid, string aid, string itid) =>
        ImageFamily.Appliance.ImagePath(uid, PathId.Read(nameof(aid), aid), PathId.Read(nameof(itid), itid));

    private static ResourcePath PublicationPath(string uid, string aid, string itid, string pitid) =>
        ImagePath(uid, aid, itid).Child("pimages", PathId.Read(nameof(pitid), pitid));
}
