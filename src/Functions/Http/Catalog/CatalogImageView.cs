using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>An image as these resources show it. Times are ISO 8601 in UTC, sizes bytes, hashes lower-case hexadecimal.</summary>
internal sealed record CatalogImageView(
    string Uri,
    string Name,
    string Version,
    string Format,
    int? Revision,
    string? Description,
    string? OsType,
    string? Architecture,
    IReadOnlyList<string> Tags,
    CatalogParentView Parent,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    CatalogFileView File)
{
    public static CatalogImageView Of(CatalogImage image) => new(
        image.Path,
        image.Name,
        image.Version,
        image.Format,
        image.Revision,
        image.Description,
        image.OsType,
        image.Architecture,
        image.Tags.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        CatalogParentView.Of(image),
        image.Created,
        image.LastModified,
        CatalogFileView.Of(image.File));
}
