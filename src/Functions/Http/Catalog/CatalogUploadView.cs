namespace ImagePublishFunctions.Http.Catalog;

/// <summary>The request that stores an image's file: <c>method</c>, <c>url</c>, <c>headers</c>, good until <c>expires</c>.</summary>
internal sealed record CatalogUploadView(Uri Url, string Method, IReadOnlyDictionary<string, string> Headers, DateTimeOffset Expires);
