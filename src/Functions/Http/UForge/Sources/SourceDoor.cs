using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Http.UForge.Writing;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge.Sources;

/// <summary>
/// What publishing clients read before they publish: sources and their images, from the catalogue. A file that came by its upload URL is
/// noticed when its image is looked at.
/// </summary>
public sealed class SourceDoor(CallerGate gate, CatalogStore catalog, CatalogFiles files)
{
    /// <summary>The sources of one kind that a user has, those whose <c>name</c> and <c>version</c> the query asks for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="login">The user.</param>
    /// <param name="collection">For example <c>appliances</c>.</param>
    /// <param name="root">The list's root element.</param>
    /// <param name="within">The source that they stand below; null for all of the user.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IResult> ListAsync(
        HttpRequest request, string login, string collection, string root, ResourcePath? within, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, login, null, cancellationToken);
        if (within is not null) await FindParentAsync(within, cancellationToken);
        FiqlQuery query = FiqlQuery.Of(request, "name", "version");
        return await ListAsync(root, () => catalog.ListParentsAsync(login, collection, cancellationToken)
            .Where(parent => within is null || parent.Path.StartsWith(within.Text + "/", StringComparison.Ordinal))
            .Where(parent => query.Matches(selector => selector == "name" ? parent.Name : parent.Version))
            .Select(SourceObjects.Create));
    }

    /// <summary>One source.</summary>
    public async Task<IResult> ReadAsync(HttpRequest request, ResourcePath source, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, source.Login, null, cancellationToken);
        return new UForgeResult(200, SourceObjects.Create(await FindParentAsync(source, cancellationToken)));
    }

    /// <summary>The images of a source.</summary>
    public async Task<IResult> ListImagesAsync(HttpRequest request, ResourcePath source, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, source.Login, null, cancellationToken);
        await FindParentAsync(source, cancellationToken);
        FiqlQuery query = FiqlQuery.Of(request, "name", "version", "targetFormat.name", "targetFormat.format.name");
        return await ListAsync("images", () => Refreshed(catalog.ListImagesAsync(source, cancellationToken), cancellationToken)
            .Where(image => query.Matches(selector => ValueOf(image, selector)))
            .Select(ImageObjects.Create));
    }

    /// <summary>All images of a user, or those that the query's <c>img</c> name by their URIs.</summary>
    public async Task<IResult> ListImagesOfUserAsync(HttpRequest request, string login, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, login, Entitlement.ImageGenerate, cancellationToken);
        HashSet<string> wanted = [.. request.Query["img"].Select(uri => (uri ?? "").TrimStart('/'))];
        return await ListAsync("images", () => Refreshed(catalog.ListImagesAsync(login, cancellationToken), cancellationToken)
            .Where(image => wanted.Count == 0 || wanted.Contains(image.Path))
            .Select(ImageObjects.Create));
    }

    /// <summary>One image.</summary>
    public async Task<IResult> ReadImageAsync(HttpRequest request, ResourcePath image, CancellationToken cancellationToken) =>
        new UForgeResult(200, ImageObjects.Create(await FindImageAsync(request, image, cancellationToken)));

    /// <summary>The status of an image.</summary>
    public async Task<IResult> ReadImageStatusAsync(HttpRequest request, ResourcePath image, CancellationToken cancellationToken) =>
        new UForgeResult(200, ImageObjects.Status(await FindImageAsync(request, image, cancellationToken)));

    /// <summary>Deletes an image and its file: 204. Its publications stay; one that is reading the file fails with that reason.</summary>
    public async Task<IResult> DeleteImageAsync(HttpRequest request, ResourcePath image, string entitlement, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, image.Login, entitlement, cancellationToken);
        return await files.DeleteAsync(image, cancellationToken) ? StatusAnswer.NoContent : throw NotFound(image);
    }

    private static string? ValueOf(CatalogImage image, string selector) => selector switch
    {
        "name" => image.Name,
        "version" => image.Version,
        "targetFormat.name" => ImageFormat.TryFind(image.Format, out ImageFormat? format) ? format.Label : null,
        _ => image.Format,
    };

    /// <summary>The number of items stands before them, so they are counted first and then read once more: neither is kept in memory.</summary>
    private static async Task<IResult> ListAsync(string root, Func<IAsyncEnumerable<UForgeObject>> items) =>
        new UForgeListResult(new UForgeList(root, await items().LongCountAsync(), items()));

    private IAsyncEnumerable<CatalogImage> Refreshed(IAsyncEnumerable<CatalogImage> images, CancellationToken cancellationToken) =>
        images.Select(async (CatalogImage image, CancellationToken _) => image.File.State == ImageFileState.None
            && ResourcePath.TryParse(image.Path, out ResourcePath? path)
                ? await files.RefreshAsync(path, cancellationToken) ?? image
                : image);

    private async Task<CatalogParent> FindParentAsync(ResourcePath source, CancellationToken cancellationToken) =>
        await catalog.FindParentAsync(source, cancellationToken)
        ?? throw new RefusalException(404, "SOURCE_NOT_FOUND", $"There is no {source}.", source.Text);

    private async Task<CatalogImage> FindImageAsync(HttpRequest request, ResourcePath image, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, image.Login, null, cancellationToken);
        return await files.RefreshAsync(image, cancellationToken) ?? throw NotFound(image);
    }

    private static RefusalException NotFound(ResourcePath image) => new(404, "IMAGE_NOT_FOUND", $"Image {image.Id} not found.", image.Text);
}
