using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge.Sources;

/// <summary>Scanned instances, scans and their images (UForge's contract §1.4).</summary>
public sealed class ScanFunctions(SourceDoor door, PublicationDownloadDoor download)
{
    private const string ScannedInstance = "api/users/{uid}/scannedinstances/{siid}";
    private const string Scan = ScannedInstance + "/scans/{sid}";
    private const string Image = Scan + "/images/{itid}";

    /// <summary>The Scanned Instances.</summary>
    [Function(nameof(ListScannedInstancesAsync))]
    public Task<IResult> ListScannedInstancesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/scannedinstances")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken) =>
        door.ListAsync(request, uid, "scannedinstances", "scannedInstances", null, cancellationToken);

    /// <summary>One of the Scanned Instances.</summary>
    [Function(nameof(GetScannedInstanceAsync))]
    public Task<IResult> GetScannedInstanceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ScannedInstance)] HttpRequest request,
        string uid,
        string siid,
        CancellationToken cancellationToken) =>
        door.ReadAsync(request, ScannedInstancePath(uid, siid), cancellationToken);

    /// <summary>The Scans.</summary>
    [Function(nameof(ListScansAsync))]
    public Task<IResult> ListScansAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ScannedInstance + "/scans")] HttpRequest request,
        string uid,
        string siid,
        CancellationToken cancellationToken) =>
        door.ListAsync(request, uid, "scans", "scans", ScannedInstancePath(uid, siid), cancellationToken);

    /// <summary>One of the Scans.</summary>
    [Function(nameof(GetScanAsync))]
    public Task<IResult> GetScanAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Scan)] HttpRequest request,
        string uid,
        string siid,
        string sid,
        CancellationToken cancellationToken) =>
        door.ReadAsync(request, ScanPath(uid, siid, sid), cancellationToken);

    /// <summary>The images.</summary>
    [Function(nameof(ListScanImagesAsync))]
    public Task<IResult> ListScanImagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Scan + "/images")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        CancellationToken cancellationToken) =>
        door.ListImagesAsync(request, ScanPath(uid, siid, sid), cancellationToken);

    /// <summary>One image.</summary>
    [Function(nameof(GetScanImageAsync))]
    public Task<IResult> GetScanImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image)] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        CancellationToken cancellationToken) =>
        door.ReadImageAsync(request, ImagePath(uid, siid, sid, itid), cancellationToken);

    /// <summary>Deletes an image.</summary>
    [Function(nameof(DeleteScanImageAsync))]
    public Task<IResult> DeleteScanImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Image)] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        CancellationToken cancellationToken) =>
        door.DeleteImageAsync(request, ImagePath(uid, siid, sid, itid), Entitlement.MigrationPublish, cancellationToken);

    /// <summary>The status of an image.</summary>
    [Function(nameof(GetScanImageStatusAsync))]
    public Task<IResult> GetScanImageStatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image + "/status")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        CancellationToken cancellationToken) =>
        door.ReadImageStatusAsync(request, ImagePath(uid, siid, sid, itid), cancellationToken);

    /// <summary>The file of an image: no login, a key instead.</summary>
    [Function(nameof(DownloadScanImageAsync))]
    public Task<IResult> DownloadScanImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image + "/downloads")] HttpRequest request,
        string uid,
        string siid,
        string sid,
        string itid,
        CancellationToken cancellationToken) =>
        download.DownloadImageAsync(request, ImagePath(uid, siid, sid, itid), cancellationToken);

    private static ResourcePath ScannedInstancePath(string uid, string siid) =>
        ResourcePath.Of(uid, "scannedinstances", PathId.Read(nameof(siid), siid));

    private static ResourcePath ScanPath(string uid, string siid, string sid) =>
        ScannedInstancePath(uid, siid).Child("scans", PathId.Read(nameof(sid), sid));

    private static ResourcePath ImagePath(string uid, string siid, string sid, string itid) =>
        ScanPath(uid, siid, sid).Child("images", PathId.Read(nameof(itid), itid));
}
