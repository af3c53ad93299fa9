using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>Publications of the images of scans (UForge's contract §1.2, operations 14 to 21).</summary>
public sealed class ScanImageFunctions(PublicationDoor door, PublicationDeletionDoor deletion, PublicationSatelliteDoor satellites)
{
    private const string Image = "api/users/{uid}/scannedinstances/{siid}/scans/{sid}/images/{itid}";
    private const string Publication = Image + "/pimages/{pitid}";

    /// <summary>scanImage_publish.</summary>
    [Function(nameof(PublishScanImageAsync))]
    public Task<IResult> PublishScanImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Image + "/pimages")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        door.PublishAsync(request, ImagePath(uid, siid, sid, itid), Entitlement.MigrationPublish, client, cancellationToken);

    /// <summary>scanPublishedImage_get.</summary>
    [Function(nameof(GetScanImagePublicationAsync))]
    public Task<IResult> GetScanImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication)] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        string pitid,
        CancellationToken cancellationToken) =>
        door.ReadAsync(request, PublicationPath(uid, siid, sid, itid, pitid), Entitlement.MigrationPublish, cancellationToken);

    /// <summary>scanPublishedImage_delete.</summary>
    [Function(nameof(DeleteScanImagePublicationAsync))]
    public Task<IResult> DeleteScanImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Publication)] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        string pitid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        deletion.DeleteAsync(request, PublicationPath(uid, siid, sid, itid, pitid), Entitlement.MigrationPublish, client, cancellationToken);

    /// <summary>scanPublishedImageStatus_get.</summary>
    [Function(nameof(GetScanImagePublicationStatusAsync))]
    public Task<IResult> GetScanImagePublicationStatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication + "/status")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        string pitid,
        CancellationToken cancellationToken) =>
        door.ReadStatusAsync(request, PublicationPath(uid, siid, sid, itid, pitid), Entitlement.MigrationPublish, cancellationToken);

    /// <summary>scanPublishedImage_cancel.</summary>
    [Function(nameof(CancelScanImagePublicationAsync))]
    public Task<IResult> CancelScanImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Publication + "/cancel")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        string pitid,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        door.CancelAsync(request, PublicationPath(uid, siid, sid, itid, pitid), Entitlement.MigrationPublish, client, cancellationToken);

    /// <summary>scanPublishedImage_deploy: 501.</summary>
    [Function(nameof(DeployScanImagePublicationAsync))]
    public Task<IResult> DeployScanImagePublicationAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Publication + "/deploys")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        string pitid,
        CancellationToken cancellationToken) =>
        satellites.DeployAsync(request, PublicationPath(uid, siid, sid, itid, pitid), cancellationToken);

    /// <summary>scanPublishedImage_getAccount.</summary>
    [Function(nameof(GetScanImagePublicationAccountAsync))]
    public Task<IResult> GetScanImagePublicationAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication + "/accounts/{caid}")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        string pitid,
        string caid,
        CancellationToken cancellationToken) =>
        satellites.ReadAccountAsync(request, PublicationPath(uid, siid, sid, itid, pitid), PathId.Read(nameof(caid), caid), cancellationToken);

    /// <summary>scanPublishedImage_getAccountResources.</summary>
    [Function(nameof(GetScanImagePublicationAccountResourcesAsync))]
    public Task<IResult> GetScanImagePublicationAccountResourcesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Publication + "/accounts/{caid}/resources")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        string pitid,
        string caid,
        CancellationToken cancellationToken) =>
        satellites.ReadResourcesAsync(request, PublicationPath(uid, siid, sid, itid, pitid), PathId.Read(nameof(caid), caid), cancellationToken);

    private static ResourcePath ImagePath(string uid, string siid, string sid, string itid) =>
        ImageFamily.Scan.ImagePath(uid, PathId.Read(nameof(siid), siid), PathId.Read(nameof(sid), sid), PathId.Read(nameof(itid), itid));

    private static ResourcePath PublicationPath(string uid, string siid, string sid, string itid, string pitid) =>
        ImagePath(uid, siid, sid, itid).Child("pimages", PathId.Read(nameof(pitid), pitid));
}
