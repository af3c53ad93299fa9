using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>All images of a user in the catalogue.</summary>
public sealed class CatalogUserFunctions(CatalogImageDoor images)
{
    /// <inheritdoc cref="CatalogImageDoor.ListAllAsync"/>
    [Function(nameof(ListCatalogImagesAsync))]
    public Task<IResult> ListCatalogImagesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/catalog/users/{uid}/images")] HttpRequest request,
        string uid,
        CancellationToken cancellationToken) =>
        images.ListAllAsync(request, uid, cancellationToken);
}
