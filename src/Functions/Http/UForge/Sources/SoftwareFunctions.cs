using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.UForge.Sources;

/// <summary>Software, container templates and their images (UForge's contract §1.4).</summary>
public sealed class SoftwareFunctions(SourceDoor door, PublicationDownloadDoor download)
{
    private const string Software = "api/users/{uid}/mysoftware/{msid}";
    private const string ContainerTemplate = Software + "/templates/{tid}";
    private const string Image = ContainerTemplate + "/images/{tiid}";

    /// <summary>The Software List.</summary>
    [Function(nameof(ListSoftwareListAsync))]
    public Task<IResult> ListSoftwareListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/mysoftware")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken) =>
        door.ListAsync(request, uid, "mysoftware", "mySoftwareList", null, cancellationToken);

    /// <summary>One of the Software List.</summary>
    [Function(nameof(GetSoftwareAsync))]
    public Task<IResult> GetSoftwareAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Software)] HttpRequest request,
        string uid,
        string msid,
        CancellationToken cancellationToken) =>
        door.ReadAsync(request, SoftwarePath(uid, msid), cancellationToken);

    /// <summary>The Container Templates.</summary>
    [Function(nameof(ListContainerTemplatesAsync))]
    public Task<IResult> ListContainerTemplatesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Software + "/templates")] HttpRequest request,
        string uid,
        string msid,
        CancellationToken cancellationToken) =>
        door.ListAsync(request, uid, "templates", "containerTemplates", SoftwarePath(uid, msid), cancellationToken);

    /// <summary>One of the Container Templates.</summary>
    [Function(nameof(GetContainerTemplateAsync))]
    public Task<IResult> GetContainerTemplateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ContainerTemplate)] HttpRequest request,
        string uid,
        string msid,
        string tid,
        CancellationToken cancellationToken) =>
        door.ReadAsync(request, ContainerTemplatePath(uid, msid, tid), cancellationToken);

    /// <summary>The images.</summary>
    [Function(nameof(ListContainerTemplateImagesAsync))]
    public Task<IResult> ListContainerTemplateImagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ContainerTemplate + "/images")] HttpRequest request,
        string uid,
        string msid,
        string tid,
        CancellationToken cancellationToken) =>
        door.ListImagesAsync(request, ContainerTemplatePath(uid, msid, tid), cancellationToken);

    /// <summary>One image.</summary>
    [Function(nameof(GetContainerTemplateImageAsync))]
    public Task<IResult> GetContainerTemplateImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image)] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        CancellationToken cancellationToken) =>
        door.ReadImageAsync(request, ImagePath(uid, msid, tid, tiid), cancellationToken);

    /// <summary>Deletes an image.</summary>
    [Function(nameof(DeleteContainerTemplateImageAsync))]
    public Task<IResult> DeleteContainerTemplateImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Image)] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        CancellationToken cancellationToken) =>
        door.DeleteImageAsync(request, ImagePath(uid, msid, tid, tiid), Entitlement.ImagePublish, cancellationToken);

    /// <summary>The status of an image.</summary>
    [Function(nameof(GetContainerTemplateImageStatusAsync))]
    public Task<IResult> GetContainerTemplateImageStatusAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image + "/status")] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        CancellationToken cancellationToken) =>
        door.ReadImageStatusAsync(request, ImagePath(uid, msid, tid, tiid), cancellationToken);

    /// <summary>The file of an image: no login, a key instead.</summary>
    [Function(nameof(DownloadContainerTemplateImageAsync))]
    public Task<IResult> DownloadContainerTemplateImageAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Image + "/downloads")] HttpRequest request,
        string uid,
        string msid,
        string tid,
        string tiid,
        CancellationToken cancellationToken) =>
        download.DownloadImageAsync(request, ImagePath(uid, msid, tid, tiid), cancellationToken);

    private static ResourcePath SoftwarePath(string uid, string msid) =>
        ResourcePath.Of(uid, "mysoftware", PathId.Read(nameof(msid), msid));

    private static ResourcePath ContainerTemplatePath(string uid, string msid, string tid) =>
        SoftwarePath(uid, msid).Child("templates", PathId.Read(nameof(tid), tid));

    private static ResourcePath ImagePath(string uid, string msid, string tid, string tiid) =>
        ContainerTemplatePath(uid, msid, tid).Child("images", PathId.Read(nameof(tiid), tiid));
}
