using System.Security.Cryptography;
using System.Text;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>
/// Lets a published image be downloaded without a login by a key that works once. The answer is a redirect to blob storage, since an image
/// takes longer than any answer of the platform may; its address works for a while, so that a download that broke can be taken up.
/// </summary>
public sealed class PublicationDownloadDoor(TicketStore tickets, ImageFileStore files, IdSource ids)
{
    /// <summary>Redirects to the file: 302. Whatever is wrong with the key or the publication is the same 404.</summary>
    /// <param name="request">The key is its query's <c>id</c>, or <c>downloadId</c> as UForge's prose calls it.</param>
    /// <param name="source">The appliance.</param>
    /// <param name="id">The publication's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IResult> DownloadAsync(HttpRequest request, ResourcePath source, long id, CancellationToken cancellationToken)
    {
        string key = request.Query["id"].ToString() is { Length: > 0 } given ? given : request.Query["downloadId"].ToString();
        Ticket ticket = await FindAsync(source, id, cancellationToken) ?? throw NotFound();
        if (!IsKey(ticket, key)) throw NotFound();
        if (await files.FindAsync(ticket.Path.Parent!, cancellationToken) is not { } file || file.ETag != ticket.FileETag)
            throw new RefusalException(409, "IMAGE_CHANGED", "The image's file was replaced or removed since it was published.", "id");

        Uri url = await files.CreateDownloadUrlAsync(ticket.Path.Parent!, FileName(ticket), cancellationToken);
        Ticket? used = await tickets.ChangeAsync(
            ticket.Path, seen => IsKey(seen, key) ? seen with { DownloadKey = ids.NextName() } : null, cancellationToken);
        return used is null || used.DownloadKey == ticket.DownloadKey ? throw NotFound() : Results.Redirect(url.AbsoluteUri);
    }

    private async Task<Ticket?> FindAsync(ResourcePath source, long id, CancellationToken cancellationToken)
    {
        await foreach (Ticket ticket in tickets.ListAsync(source, cancellationToken))
        {
            if (ticket.Path.Id == id) return ticket;
        }

        return null;
    }

    private static bool IsKey(Ticket ticket, string key) => ticket.DownloadKey is { Length: > 0 } right
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(key));

    private static string FileName(Ticket ticket) =>
        new string([.. $"{ticket.ImageName}-{ticket.ImageVersion}".Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_')]);

    private static RefusalException NotFound() => new(404, "DOWNLOAD_NOT_FOUND", "There is no download of this publication under this key.", "id");
}
