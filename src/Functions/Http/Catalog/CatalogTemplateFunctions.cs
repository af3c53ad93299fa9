using ImagePublishFunctions.Domain.Images;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>The images of container templates; see <see cref="CatalogImageDoor"/> and <see cref="CatalogFileDoor"/>.</summary>
public sealed class CatalogTemplateFunctions(CatalogImageDoor images, CatalogFileDoor files)
{
    private const string Images = "api/catalog/users/{uid}/mysoftware/{msid}/templates/{tid}/images";
    private const string Image = Images + "/{tiid}";
    private const string File = Image + "/file";

    /// <inheritdoc cref="CatalogImageDoor.ListAsync"/>
    [Function(nameof(ListCatalogTemplateImagesAsync))]
    public Task<IResult> ListCatalogTemplateImagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Images)] HttpRequest request,
        string uid, string msid, string tid,
        CancellationToken cancellationToken) =>
        images.ListAsync(request, ParentAt(uid, msid, tid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.PutAsync"/>
    [Function(nameof(PutCatalogTemplateImageAsync))]
    public Task<IResult> PutCatalogTemplateImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Image)] HttpRequest request,
        string uid, string msid, string tid, string tiid,
        CancellationToken cancellationToken) =>
        images.PutAsync(request, ImageAt(uid, msid, tid, tiid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.GetAsync"/>
    [Function(nameof(GetCatalogTemplateImageAsync))]
    public Task<IResult> GetCatalogTemplateImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image)] HttpRequest request,
        string uid, string msid, string tid, string tiid,
        CancellationToken cancellationToken) =>
        images.GetAsync(request, ImageAt(uid, msid, tid, tiid), cancellationToken);

    /// <inheritdoc cref="CatalogImageDoor.DeleteAsync"/>
    [Function(nameof(DeleteCatalogTemplateImageAsync))]
    public Task<IResult> DeleteCatalogTemplateImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Image)] HttpRequest request,
        string uid, string msid, string tid, string tiid,
        CancellationToken cancellationToken) =>
        images.DeleteAsync(request, ImageAt(uid, msid, tid, tiid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.CreateUploadUrlAsync"/>
    [Function(nameof(CreateCatalogTemplateUploadUrlAsync))]
    public Task<IResult> CreateCatalogTemplateUploadUrlAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Image + "/upload-url")] HttpRequest request,
        string uid, string msid, string tid, string tiid,
        CancellationToken cancellationToken) =>
        files.CreateUploadUrlAsync(request, ImageAt(uid, msid, tid, tiid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.PutFileAsync"/>
    [Function(nameof(PutCatalogTemplateFileAsync))]
    public Task<IResult> PutCatalogTemplateFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = File)] HttpRequest request,
        string uid, string msid, string tid, string tiid,
        CancellationToken cancellationToken) =>
        files.PutFileAsync(request, ImageAt(uid, msid, tid, tiid), cancellationToken);

    /// <inheritdoc cref="CatalogFileDoor.CompleteAsync"/>
    [Function(nameof(CompleteCatalogTemplateFileAsync))]
    public Task<IResult> CompleteCatalogTemplateFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = File + "/complete")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string uid, string msid, string tid, string tiid,
        CancellationToken cancellationToken) =>
        files.CompleteAsync(request, client, ImageAt(uid, msid, tid, tiid), cancellationToken);

    private static CatalogAddress ParentAt(string uid, string msid, string tid) =>
        new(ImageFamily.ContainerTemplate, uid, [(nameof(msid), msid), (nameof(tid), tid)]);

    private static CatalogAddress ImageAt(string uid, string msid, string tid, string tiid) =>
        new(ImageFamily.ContainerTemplate, uid, [(nameof(msid), msid), (nameof(tid), tid), (nameof(tiid), tiid)]);
}
