using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>
/// Registers, shows, lists and deletes images, for the functions of all three families. Writing asks for the family's entitlement,
/// reading for none.
/// </summary>
public sealed class CatalogImageDoor(CallerGate gate, CatalogStore catalog, CatalogFiles files)
{
    /// <summary>Registers an image, or changes one: 201 or 200 with the image.</summary>
    public async Task<IResult> PutAsync(HttpRequest request, CatalogAddress address, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, address.Login, address.Family.WriteEntitlement, cancellationToken);
        CatalogImage described = await CatalogImageBody.ReadAsync(request, address.Image(), cancellationToken);
        (CatalogImage image, bool created) = await catalog.RegisterAsync(described, cancellationToken);
        return Show(request, image, created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>Shows an image: 200, or 304 when the caller has it already (<c>If-None-Match</c>).</summary>
    public async Task<IResult> GetAsync(HttpRequest request, CatalogAddress address, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, address.Login, null, cancellationToken);
        ResourcePath path = address.Image();
        CatalogImage image = await catalog.FindImageAsync(path, cancellationToken) ?? throw NotFound(path);
        return Show(request, image, IsKnown(request, image) ? StatusCodes.Status304NotModified : StatusCodes.Status200OK);
    }

    /// <summary>Deletes an image and its file: 204. A publication that is reading the file fails with that reason.</summary>
    public async Task<IResult> DeleteAsync(HttpRequest request, CatalogAddress address, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, address.Login, address.Family.WriteEntitlement, cancellationToken);
        ResourcePath path = address.Image();
        return await files.DeleteAsync(path, cancellationToken) ? StatusAnswer.NoContent : throw NotFound(path);
    }

    /// <summary>Lists the images of one parent.</summary>
    public async Task<IResult> ListAsync(HttpRequest request, CatalogAddress address, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, address.Login, null, cancellationToken);
        ResourcePath parent = address.Parent();
        if (await catalog.FindParentAsync(parent, cancellationToken) is null)
            throw new RefusalException(StatusCodes.Status404NotFound, "PARENT_NOT_FOUND", $"There is no {parent}.");
        return List(catalog.ListImagesAsync(parent, cancellationToken));
    }

    /// <summary>Lists the images of a user, of all families.</summary>
    public async Task<IResult> ListAllAsync(HttpRequest request, string login, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, login, null, cancellationToken);
        return List(catalog.ListImagesAsync(login, cancellationToken));
    }

    /// <summary>The refusal of an image that is not there.</summary>
    internal static RefusalException NotFound(ResourcePath path) =>
        new(StatusCodes.Status404NotFound, "IMAGE_NOT_FOUND", $"There is no image {path}.");

    /// <summary>An image and its entity tag.</summary>
    internal static IResult Show(HttpRequest request, CatalogImage image, int status)
    {
        request.HttpContext.Response.Headers.ETag = image.ETag;
        return status == StatusCodes.Status304NotModified
            ? new StatusAnswer(status)
            : new JsonAnswer<CatalogImageView>(CatalogImageView.Of(image), CatalogJson.Default.CatalogImageView, status);
    }

    private static JsonAnswer<CatalogImageList> List(IAsyncEnumerable<CatalogImage> images) =>
        new(new CatalogImageList(images.Select(CatalogImageView.Of)), CatalogJson.Default.CatalogImageList);

    private static bool IsKnown(HttpRequest request, CatalogImage image)
    {
        var current = EntityTagHeaderValue.Parse(image.ETag);
        return request.GetTypedHeaders().IfNoneMatch.Any(tag =>
            tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}
