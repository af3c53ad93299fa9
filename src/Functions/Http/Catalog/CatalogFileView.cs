using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Http.Catalog;

/// <summary>
/// An image's file: <c>state</c> is <c>none</c>, <c>uploaded</c>, <c>inspecting</c>, <c>ready</c> or <c>failed</c>, and then
/// <c>failure</c> says why; what is not known yet is left out.
/// </summary>
internal sealed record CatalogFileView(
    string State, string? Etag, long? Size, string? Md5, string? Sha256, string? Sha512, string? DiskFormat, string? Failure)
{
    public static CatalogFileView Of(ImageFile file) => new(
        file.State.ToString().ToLowerInvariant(),
        file.ETag,
        file.Size,
        file.Md5,
        file.Sha256,
        file.Sha512,
        file.DiskFormat?.WireName(),
        file.Failure);
}
