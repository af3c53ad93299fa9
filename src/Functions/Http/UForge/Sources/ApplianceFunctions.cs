using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge.Sources;

/// <summary>Appliances and their images (UForge's contract §1.4).</summary>
public sealed class ApplianceFunctions(SourceDoor door, PublicationDownloadDoor download)
{
    private const string Appliance = "api/users/{uid}/appliances/{aid}";
    private const string Image = Appliance + "/images/{itid}";

    /// <summary>The Appliances.</summary>
    [Function(nameof(ListAppliancesAsync))]
    public Task<IResult> ListAppliancesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/appliances")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken) =>
        door.ListAsync(request, uid, "appliances", "appliances", null, cancellationToken);

    /// <summary>One of the Appliances.</summary>
    [Function(nameof(GetApplianceAsync))]
    public Task<IResult> GetApplianceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Appliance)] HttpRequest request,
        string uid,
        string aid,
        CancellationToken cancellationToken) =>
        door.ReadAsync(request, AppliancePath(uid, aid), cancellationToken);

    /// <summary>The images.</summary>
    [Function(nameof(ListApplianceImagesAsync))]
    public Task<IResult> ListApplianceImagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Appliance + "/images")] HttpRequest request,
        string uid,
        string aid,
        CancellationToken cancellationToken) =>
        door.ListImagesAsync(request, AppliancePath(uid, aid), cancellationToken);

    /// <summary>One image.</summary>
    [Function(nameof(GetApplianceImageAsync))]
    public Task<IResult> GetApplianceImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image)] HttpRequest request,
        string uid,
        string aid,
        string itid,
        CancellationToken cancellationToken) =>
        door.ReadImageAsync(request, ImagePath(uid, aid, itid), cancellationToken);

    /// <summary>Deletes an image.</summary>
    [Function(nameof(DeleteApplianceImageAsync))]
    public Task<IResult> DeleteApplianceImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Image)] HttpRequest request,
        string uid,
        string aid,
        string itid,
        CancellationToken cancellationToken) =>
        door.DeleteImageAsync(request, ImagePath(uid, aid, itid), Entitlement.ApplianceCreate, cancellationToken);

    /// <summary>The status of an image.</summary>
    [Function(nameof(GetApplianceImageStatusAsync))]
    public Task<IResult> GetApplianceImageStatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image + "/status")] HttpRequest request,
        string uid,
        string aid,
        string itid,
        CancellationToken cancellationToken) =>
        door.ReadImageStatusAsync(request, ImagePath(uid, aid, itid), cancellationToken);

    /// <summary>The file of an image: no login, a key instead.</summary>
    [Function(nameof(DownloadApplianceImageAsync))]
    public Task<IResult> DownloadApplianceImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image + "/downloads")] HttpRequest request,
        string uid,
        string aid,
        string itid,
        CancellationToken cancellationToken) =>
        download.DownloadImageAsync(request, ImagePath(uid, aid, itid), cancellationToken);

    private static ResourcePath AppliancePath(string uid, string aid) =>
        ResourcePath.Of(uid, "appliances", PathId.Read(nameof(aid), aid));

    private static ResourcePath ImagePath(string uid, string aid, string itid) =>
        AppliancePath(uid, aid).Child("images", PathId.Read(nameof(itid), itid));
}
