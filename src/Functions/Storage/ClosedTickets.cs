using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;

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

    /// <summary>
    /// Deletes the record of a publication that has ended. It stands among the open work meanwhile, so that a crash after the mark leaves
    /// something that is mended; where something still works on the publication, that removes the row at its end.
    /// </summary>
    /// <returns>False when another request deleted it, or began to, before this one.</returns>
    public async Task<bool> DeleteAsync(ResourcePath publication, CancellationToken cancellationToken)
    {
        bool noted = await open.TryAddAsync(publication, cancellationToken);
        (Ticket? stands, bool isMine) = await tickets.TryChangeAsync(
            publication,
            ticket => ticket.Deletion == TicketDeletion.None ? ticket with { Deletion = TicketDeletion.Deleted } : null,
            cancellationToken);

        // The row of a removal from the cloud stays: that needs it, even where it was noted here first.
        if (stands?.Deletion == TicketDeletion.FromCloud) return false;
        if (noted || !await open.ContainsAsync(publication, cancellationToken)) await ForgetAsync(publication, null, cancellationToken);
        return isMine;
    }
}
