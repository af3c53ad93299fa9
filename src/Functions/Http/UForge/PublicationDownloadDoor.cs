using System.Security.Cryptography;
using System.Text;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>
/// Lets a published image, or one of the catalogue, be downloaded without a login by a key that works once. The answer is a redirect to blob storage, since an image
/// takes longer than any answer of the platform may; its address works for a while, so that a download that broke can be taken up.
/// </summary>
public sealed class PublicationDownloadDoor(TicketStore tickets, CatalogStore catalog, ImageFileStore files, IdSource ids)
{
    /// <summary>Redirects to the file: 302. Whatever is wrong with the key or the publication is the same 404.</summary>
    /// <param name="request">The key is its query's <c>id</c>, or <c>downloadId</c> as UForge's prose calls it.</param>
    /// <param name="source">The appliance.</param>
    /// <param name="id">The publication's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IResult> DownloadAsync(HttpRequest request, ResourcePath source, long id, CancellationToken cancellationToken)
    {
        string key = KeyOf(request);
        Ticket? ticket = await tickets.FindBelowAsync(source, id, cancellationToken);
        if (ticket is null || ticket.Deletion == TicketDeletion.Deleted || !IsKey(ticket.DownloadKey, key)) throw NotFound();
        if (await files.FindAsync(ticket.Path.Parent!, cancellationToken) is not { } file || file.ETag != ticket.FileETag)
            throw new RefusalException(409, "IMAGE_CHANGED", "The image's file was replaced or removed since it was published.", "id");

        Uri url = await files.CreateDownloadUrlAsync(ticket.Path.Parent!, FileName(ticket.ImageName, ticket.ImageVersion), cancellationToken);
        Ticket? used = await tickets.ChangeAsync(
            ticket.Path, seen => IsKey(seen.DownloadKey, key) ? seen with { DownloadKey = ids.NextName() } : null, cancellationToken);
        return used is null || used.DownloadKey == ticket.DownloadKey ? throw NotFound() : new RedirectAnswer(url);
    }

    /// <summary>Redirects to the file of an image of the catalogue: 302.</summary>
    public async Task<IResult> DownloadImageAsync(HttpRequest request, ResourcePath path, CancellationToken cancellationToken)
    {
        CatalogImage image = await catalog.FindImageAsync(path, cancellationToken) ?? throw NotFound();
        if (!IsKey(image.DownloadKey, KeyOf(request)) || await files.FindAsync(path, cancellationToken) is null) throw NotFound();
        Uri url = await files.CreateDownloadUrlAsync(path, FileName(image.Name, image.Version), cancellationToken);
        return await catalog.TrySetDownloadKeyAsync(image, ids.NextName(), cancellationToken) ? new RedirectAnswer(url) : throw NotFound();
    }

    private static string KeyOf(HttpRequest request) =>
        request.Query["id"].ToString() is { Length: > 0 } given ? given : request.Query["downloadId"].ToString();

    private static bool IsKey(string? right, string key) =>
        right is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(key));

    private static string FileName(string name, string version) =>
        new string([.. $"{name}-{version}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]);

    private static RefusalException NotFound() => new(404, "DOWNLOAD_NOT_FOUND", "There is no download under this key.", "id");
}
