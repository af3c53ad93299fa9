using ImagePublishFunctions.Domain.Images;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>The images of appliances in the catalogue; see <see cref="CatalogImageDoor"/> and <see cref="CatalogFileDoor"/>.</summary>
public sealed class CatalogApplianceFunctions(CatalogImageDoor images, CatalogFileDoor files)
{
    private const string Images = "api/catalog/users/{uid}/appliances/{aid}/images";
    private const string Image = Images + "/{itid}";
    private const string File = Image + "/file";

    /// <inheritdoc cref="CatalogImageDoor.ListAsync"/>
    [Function(nameof(ListCatalogApplianceImagesAsync))]
    public Task<IResult> ListCatalogApplianceImagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Images)] HttpRequest request,
        string uid, string aid,
        CancellationToken cancellationToken) =>
        images.ListAsync(request, ParentAt(uid, aid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.PutAsync"/>
    [Function(nameof(PutCatalogApplianceImageAsync))]
    public Task<IResult> PutCatalogApplianceImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Image)] HttpRequest request,
        string uid, string aid, string itid,
        CancellationToken cancellationToken) =>
        images.PutAsync(request, ImageAt(uid, aid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.GetAsync"/>
    [Function(nameof(GetCatalogApplianceImageAsync))]
    public Task<IResult> GetCatalogApplianceImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image)] HttpRequest request,
        string uid, string aid, string itid,
        CancellationToken cancellationToken) =>
        images.GetAsync(request, ImageAt(uid, aid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.DeleteAsync"/>
    [Function(nameof(DeleteCatalogApplianceImageAsync))]
    public Task<IResult> DeleteCatalogApplianceImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Image)] HttpRequest request,
        string uid, string aid, string itid,
        CancellationToken cancellationToken) =>
        images.DeleteAsync(request, ImageAt(uid, aid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.CreateUploadUrlAsync"/>
    [Function(nameof(CreateCatalogApplianceUploadUrlAsync))]
    public Task<IResult> CreateCatalogApplianceUploadUrlAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Image + "/upload-url")] HttpRequest request,
        string uid, string aid, string itid,
        CancellationToken cancellationToken) =>
        files.CreateUploadUrlAsync(request, ImageAt(uid, aid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.PutFileAsync"/>
    [Function(nameof(PutCatalogApplianceFileAsync))]
    public Task<IResult> PutCatalogApplianceFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = File)] HttpRequest request,
        string uid, string aid, string itid,
        CancellationToken cancellationToken) =>
        files.PutFileAsync(request, ImageAt(uid, aid, itid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.CompleteAsync"/>
    [Function(nameof(CompleteCatalogApplianceFileAsync))]
    public Task<IResult> CompleteCatalogApplianceFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = File + "/complete")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string uid, string aid, string itid,
        CancellationToken cancellationToken) =>
        files.CompleteAsync(request, client, ImageAt(uid, aid, itid), cancellationToken);

    private static CatalogAddress ParentAt(string uid, string aid) => new(ImageFamily.Appliance, uid, [(nameof(aid), aid)]);

    private static CatalogAddress ImageAt(string uid, string aid, string itid) =>
        new(ImageFamily.Appliance, uid, [(nameof(aid), aid), (nameof(itid), itid)]);
}
