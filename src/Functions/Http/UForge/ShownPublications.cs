using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>Finds publications for callers who may see them.</summary>
public sealed class ShownPublications(CallerGate gate, TicketStore tickets)
{
    /// <summary>One publication.</summary>
    /// <exception cref="RefusalException">401, 403 or 404 as the gate says; 404 for one that is not there or deleted.</exception>
    public async Task<Ticket> FindAsync(HttpRequest request, ResourcePath publication, string? entitlement, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, publication.Login, entitlement, cancellationToken);
        return await tickets.FindAsync(publication, cancellationToken) is { Deletion: not TicketDeletion.Deleted } ticket
            ? ticket
            : throw new RefusalException(404, "PUBLICATION_NOT_FOUND", $"Publication {publication.Id} not found.", publication.Text);
    }
}
