using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>What an image was made from.</summary>
internal sealed record CatalogParentView(string Uri, string Name, string Version)
{
    public static CatalogParentView Of(CatalogImage image) =>
        new(image.Path[..image.Path.LastIndexOf("/images/", StringComparison.Ordinal)], image.ParentName, image.ParentVersion);
}
