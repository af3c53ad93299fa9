using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Storage;

/// <summary>What remains to be tidied once nothing works on a publication any more.</summary>
public sealed class ClosedTickets(TicketStore tickets, OpenWork open, SecretStore secrets)
{
    /// <summary>
    /// Removes the secrets of a one-off account, the row that keeps the publication among the open work and, last, the ticket itself where
    /// it was deleted meanwhile: whoever deletes it later finds no open row and removes it at once.
    /// </summary>
    public async Task ForgetAsync(ResourcePath publication, string? secretName, CancellationToken cancellationToken)
    {
        if (secretName is not null) await secrets.DeleteAsync(secretName, cancellationToken);
        await open.RemoveAsync(publication, cancellationToken);
        await tickets.RemoveDeletedAsync(publication, cancellationToken);
    }

    /// <summary>Removes a ticket that was marked as deleted, unless something still works on it and will do so at its end.</summary>
    public async Task RemoveAsync(ResourcePath publication, CancellationToken cancellationToken)
    {
        if (!await open.ContainsAsync(publication, cancellationToken)) await tickets.RemoveDeletedAsync(publication, cancellationToken);
    }
}
