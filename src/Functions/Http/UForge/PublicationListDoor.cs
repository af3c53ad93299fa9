using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Views;
using ImagePublishFunctions.Http.UForge.Writing;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>Lists publications, written while they are read: of an appliance, and of a user.</summary>
public sealed class PublicationListDoor(CallerGate gate, CatalogStore catalog, TicketStore tickets)
{
    /// <summary>The publications below a source.</summary>
    public Task<IResult> ListAsync(HttpRequest request, ResourcePath source, string entitlement, CancellationToken cancellationToken) =>
        ListAsync(request, source, entitlement, "publishImages", PublicationObjects.Ticket, cancellationToken);

    /// <summary>The statuses of the publications below a source.</summary>
    public Task<IResult> ListStatusesAsync(HttpRequest request, ResourcePath source, string entitlement, CancellationToken cancellationToken) =>
        ListAsync(request, source, entitlement, "statuses", PublicationObjects.Status, cancellationToken);

    /// <summary>The publications of a user, or of the images (or the publications) that the query's <c>img</c> name.</summary>
    public Task<IResult> ListOfUserAsync(HttpRequest request, string login, string entitlement, CancellationToken cancellationToken) =>
        ListOfUserAsync(request, login, entitlement, "publishImages", PublicationObjects.Ticket, cancellationToken);

    /// <summary>The same publications' statuses.</summary>
    public Task<IResult> ListStatusesOfUserAsync(HttpRequest request, string login, string entitlement, CancellationToken cancellationToken) =>
        ListOfUserAsync(request, login, entitlement, "statuses", PublicationObjects.Status, cancellationToken);

    private async Task<IResult> ListAsync(
        HttpRequest request,
        ResourcePath source,
        string entitlement,
        string root,
        Func<Ticket, UForgeObject> show,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, source.Login, entitlement, cancellationToken);
        TicketSummary summary = await tickets.SummarizeAsync(source, _ => true, cancellationToken);
        if (summary.Count == 0 && await catalog.FindParentAsync(source, cancellationToken) is null)
            throw new RefusalException(404, "SOURCE_NOT_FOUND", $"There is no {source}.", source.Text);
        IAsyncEnumerable<UForgeObject> items = tickets.ListAsync(source, cancellationToken).Select(show);
        return new UForgeListResult(new UForgeList(root, summary.Count, items), summary.Digest);
    }

    private async Task<IResult> ListOfUserAsync(
        HttpRequest request,
        string login,
        string entitlement,
        string root,
        Func<Ticket, UForgeObject> show,
        CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, login, entitlement, cancellationToken);
        HashSet<string> wanted = [.. request.Query["img"].Select(uri => ReadUri(uri).Text)];
        TicketSummary summary = await tickets.SummarizeAsync(login, IsWanted, cancellationToken);
        IAsyncEnumerable<UForgeObject> items = tickets.ListAsync(login, cancellationToken)
            .Where(ticket => IsWanted(ticket.Path))
            .Select(show);
        return new UForgeListResult(new UForgeList(root, summary.Count, items), summary.Digest);

        bool IsWanted(ResourcePath publication) =>
            wanted.Count == 0 || wanted.Contains(publication.Text) || wanted.Contains(publication.Parent!.Text);
    }

    private static ResourcePath ReadUri(string? text) => ResourcePath.TryParse(text, out ResourcePath? path)
        ? path
        : throw new RefusalException(400, "IMG_INVALID", "img must be the URI of an image or a publication.", "img");
}
