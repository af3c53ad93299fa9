using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>
/// Takes the files of images, for the functions of all three families: small ones through this service, any through an upload URL. All
/// of it asks for the family's write entitlement.
/// </summary>
public sealed class CatalogFileDoor(CallerGate gate, CatalogStore catalog, CatalogFiles catalogFiles, ImageFileStore files)
{
    /// <summary>
    /// The largest file that passes through this service, in bytes: the Functions host reads a body with Content-Length into memory, several times
    /// its size, before this service is asked.
    /// </summary>
    public const long LargestFile = 16_000_000;

    private static readonly Dictionary<string, string> UploadHeaders = new() { ["x-ms-blob-type"] = "BlockBlob" };

    /// <summary>
    /// Gives a URL to which the file is sent with one <c>PUT</c>. The URL also takes what the storage service asks for above 5000 MiB:
    /// <c>Put Block</c> and <c>Put Block List</c>.
    /// </summary>
    public async Task<IResult> CreateUploadUrlAsync(HttpRequest request, CatalogAddress address, CancellationToken cancellationToken)
    {
        await AdmitAsync(request, address, cancellationToken);
        ResourcePath path = await FindAsync(address, cancellationToken);
        ImageFileUrl upload = await files.CreateUploadUrlAsync(path, cancellationToken);
        var view = new CatalogUploadView(upload.Url, HttpMethods.Put, UploadHeaders, upload.Expires);
        return new JsonAnswer<CatalogUploadView>(view, CatalogJson.Default.CatalogUploadView);
    }

    /// <summary>Stores the body as the image's file while it arrives: 200 with the image, its file in state uploaded.</summary>
    /// <exception cref="RefusalException">413 above <see cref="LargestFile"/>, before anything is read when the length is told.</exception>
    public async Task<IResult> PutFileAsync(HttpRequest request, CatalogAddress address, CancellationToken cancellationToken)
    {
        await AdmitAsync(request, address, cancellationToken);
        if (request.ContentLength > LargestFile) throw TooLarge(request);
        ResourcePath path = await FindAsync(address, cancellationToken);

        IHttpMaxRequestBodySizeFeature? limit = request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is { IsReadOnly: false }) limit.MaxRequestBodySize = null;
        await using var body = new BoundedStream(request.Body, LargestFile, () => TooLarge(request));
        CatalogImage image = await catalogFiles.WriteAsync(path, body, cancellationToken) ?? throw CatalogImageDoor.NotFound(path);
        return CatalogImageDoor.Show(request, image, StatusCodes.Status200OK);
    }

    /// <summary>Has the file inspected: 202 with the image, whose file is ready or failed some time later.</summary>
    /// <exception cref="RefusalException">409 when there is no file.</exception>
    public async Task<IResult> CompleteAsync(
        HttpRequest request, DurableTaskClient client, CatalogAddress address, CancellationToken cancellationToken)
    {
        await AdmitAsync(request, address, cancellationToken);
        ResourcePath path = address.Image();
        CatalogImage image = await catalogFiles.RefreshAsync(path, cancellationToken) ?? throw CatalogImageDoor.NotFound(path);
        if (image.File.ETag is not { } eTag)
            throw new RefusalException(StatusCodes.Status409Conflict, "FILE_MISSING", $"The image {path} has no file yet.");

        await StartAsync(client, new InspectImageInput(path.Text, eTag), cancellationToken);
        return CatalogImageDoor.Show(request, image, StatusCodes.Status202Accepted);
    }

    private static RefusalException TooLarge(HttpRequest request)
    {
        string url = (request.PathBase + request.Path).ToUriComponent();
        return new RefusalException(
            StatusCodes.Status413PayloadTooLarge,
            "FILE_TOO_LARGE",
            $"A file above {LargestFile} bytes goes to storage directly: POST {url[..url.LastIndexOf('/')]}/upload-url tells where.");
    }

    /// <summary>Starts an inspection unless the same one is under way; however a backend refuses a second start, one is enough.</summary>
    private static async Task StartAsync(DurableTaskClient client, InspectImageInput input, CancellationToken cancellationToken)
    {
        string id = input.InstanceId();
        StartOrchestrationOptions options = new StartOrchestrationOptions(id)
            .WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(InspectImage), input, options, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (await client.GetInstanceAsync(id, cancellationToken) is null) throw;
        }
    }

    private Task<Caller> AdmitAsync(HttpRequest request, CatalogAddress address, CancellationToken cancellationToken) =>
        gate.AdmitAsync(request, address.Login, address.Family.WriteEntitlement, cancellationToken);

    private async Task<ResourcePath> FindAsync(CatalogAddress address, CancellationToken cancellationToken)
    {
        ResourcePath path = address.Image();
        return await catalog.FindImageAsync(path, cancellationToken) is null ? throw CatalogImageDoor.NotFound(path) : path;
    }
}
