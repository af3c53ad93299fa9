namespace ImagePublishFunctions.Http.Catalog;

/// <summary>Images, written while they are read: a list of any length needs the memory of a page.</summary>
internal sealed record CatalogImageList(IAsyncEnumerable<CatalogImageView> Images);
