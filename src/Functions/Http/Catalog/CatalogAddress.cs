using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>What a route of the catalogue names, as its segments say it: not yet checked.</summary>
/// <param name="Family">The family that the route belongs to.</param>
/// <param name="Login">The user, the route's <c>uid</c>.</param>
/// <param name="Ids">The names and texts of the route's ids, outermost first.</param>
public sealed record CatalogAddress(ImageFamily Family, string Login, IReadOnlyList<(string Name, string Text)> Ids)
{
    /// <summary>The path of the image that the route names.</summary>
    /// <exception cref="RefusalException">400 naming the id that is none.</exception>
    public ResourcePath Image() => Family.ImagePath(Login, ParseIds());

    /// <summary>The path of what the route's images stand below.</summary>
    /// <exception cref="RefusalException">400 naming the id that is none.</exception>
    public ResourcePath Parent() => Family.ParentPath(Login, ParseIds());

    private long[] ParseIds() => [.. Ids.Select(id => PathId.Read(id.Name, id.Text))];
}
