using ImagePublishFunctions.Domain.Images;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>The images of scans in the catalogue; see <see cref="CatalogImageDoor"/> and <see cref="CatalogFileDoor"/>.</summary>
public sealed class CatalogScanFunctions(CatalogImageDoor images, CatalogFileDoor files)
{
    private const string Images = "api/catalog/users/{uid}/scannedinstances/{siid}/scans/{sid}/images";
    private const string Image = Images + "/{itid}";
    private const string File = Image + "/file";

    /// <inheritdoc cref="CatalogImageDoor.ListAsync"/>
    [Function(nameof(ListCatalogScanImagesAsync))]
    public Task<IResult> ListCatalogScanImagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Images)] HttpRequest request,
        string uid, string siid, string sid,
        CancellationToken cancellationToken) =>
        images.ListAsync(request, ParentAt(uid, siid, sid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.PutAsync"/>
    [Function(nameof(PutCatalogScanImageAsync))]
    public Task<IResult> PutCatalogScanImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Image)] HttpRequest request,
        string uid, string siid, string sid, string itid,
        CancellationToken cancellationToken) =>
        images.PutAsync(request, ImageAt(uid, siid, sid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.GetAsync"/>
    [Function(nameof(GetCatalogScanImageAsync))]
    public Task<IResult> GetCatalogScanImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image)] HttpRequest request,
        string uid, string siid, string sid, string itid,
        CancellationToken cancellationToken) =>
        images.GetAsync(request, ImageAt(uid, siid, sid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.DeleteAsync"/>
    [Function(nameof(DeleteCatalogScanImageAsync))]
    public Task<IResult> DeleteCatalogScanImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Image)] HttpRequest request,
        string uid, string siid, string sid, string itid,
        CancellationToken cancellationToken) =>
        images.DeleteAsync(request, ImageAt(uid, siid, sid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.CreateUploadUrlAsync"/>
    [Function(nameof(CreateCatalogScanUploadUrlAsync))]
    public Task<IResult> CreateCatalogScanUploadUrlAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Image + "/upload-url")] HttpRequest request,
        string uid, string siid, string sid, string itid,
        CancellationToken cancellationToken) =>
        files.CreateUploadUrlAsync(request, ImageAt(uid, siid, sid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.PutFileAsync"/>
    [Function(nameof(PutCatalogScanFileAsync))]
    public Task<IResult> PutCatalogScanFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = File)] HttpRequest request,
        string uid, string siid, string sid, string itid,
        CancellationToken cancellationToken) =>
        files.PutFileAsync(request, ImageAt(uid, siid, sid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.CompleteAsync"/>
    [Function(nameof(CompleteCatalogScanFileAsync))]
    public Task<IResult> CompleteCatalogScanFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = File + "/complete")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string uid, string siid, string sid, string itid,
        CancellationToken cancellationToken) =>
        files.CompleteAsync(request, client, ImageAt(uid, siid, sid, itid), cancellationToken);

    private static CatalogAddress ParentAt(string uid, string siid, string sid) =>
        new(ImageFamily.Scan, uid, [(nameof(siid), siid), (nameof(sid), sid)]);

    private static CatalogAddress ImageAt(string uid, string siid, string sid, string itid) =>
        new(ImageFamily.Scan, uid, [(nameof(siid), siid), (nameof(sid), sid), (nameof(itid), itid)]);
}
