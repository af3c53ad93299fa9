namespace ImagePublishFunctions.Http.Catalog;

/// <summary>The appliance, scan or container template that a registered image was made from.</summary>
internal sealed record CatalogParentBody(string? Name, string? Version);
