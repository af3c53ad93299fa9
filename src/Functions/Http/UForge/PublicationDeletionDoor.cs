using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Http.UForge.Publications;
using ImagePublishFunctions.Http.UForge.Reading;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace ImagePublishFunctions.Http.UForge;

/// <summary>
/// Deletes publications that have ended: the record alone (204), or with <c>?cloud=true</c> the image in the cloud first (202; the record
/// goes when the image is gone). A publication that still runs is refused: it has to be cancelled first.
/// </summary>
public sealed class PublicationDeletionDoor(
    ShownPublications shown,
    CallerGate gate,
    CatalogStore catalog,
    TicketStore tickets,
    ClosedTickets closed,
    OpenWork open,
    SecretStore secrets,
    AccountStore accounts,
    PublicationStarter starter,
    IdSource ids)
{
    private const int Parallelism = 8;

    /// <summary>Deletes one publication.</summary>
    public async Task<IResult> DeleteAsync(
        HttpRequest request, ResourcePath publication, string entitlement, DurableTaskClient client, CancellationToken cancellationToken)
    {
        Ticket ticket = await shown.FindAsync(request, publication, entitlement, cancellationToken);
        RefuseRunning(ticket);
        bool fromCloud = IsFromCloud(request);
        if (!fromCloud || ticket.State != TicketState.Done)
        {
            if (await closed.DeleteAsync(ticket.Path, cancellationToken)) return StatusAnswer.NoContent;
            throw await WhyNotAsync(request, publication, entitlement, cancellationToken);
        }

        CredAccountBody? account = await ReadAccountAsync(request, cancellationToken);
        AccountSecrets? given = await FindSecretsAsync(ticket, account, cancellationToken);
        if (await StartRemovalAsync(ticket, given, client, cancellationToken)) return StatusAnswer.Accepted;
        throw await WhyNotAsync(request, publication, entitlement, cancellationToken);
    }

    /// <summary>
    /// Deletes all publications below a source; if one of them can't be deleted, none is. What is published while this runs stays.
    /// </summary>
    public async Task<IResult> DeleteAllAsync(
        HttpRequest request, ResourcePath source, string entitlement, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await gate.AdmitAsync(request, source.Login, entitlement, cancellationToken);
        bool fromCloud = IsFromCloud(request);
        CredAccountBody? account = fromCloud ? await ReadAccountAsync(request, cancellationToken) : null;
        bool hasAny = false;
        await foreach (Ticket ticket in tickets.ListAsync(source, cancellationToken))
        {
            hasAny = true;
            RefuseRunning(ticket);
            if (fromCloud && ticket.State == TicketState.Done) await FindSecretsAsync(ticket, account, cancellationToken);
        }

        if (!hasAny && await catalog.FindParentAsync(source, cancellationToken) is null)
            throw new RefusalException(404, "SOURCE_NOT_FOUND", $"There is no {source}.", source.Text);
        var side = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(tickets.ListAsync(source, cancellationToken), side, async (ticket, stop) =>
        {
            if (!ticket.State.IsClosed()) return;
            if (!fromCloud || ticket.State != TicketState.Done)
            {
                bool isLate = !await closed.DeleteAsync(ticket.Path, stop);
                if (isLate && await tickets.FindAsync(ticket.Path, stop) is { Deletion: TicketDeletion.FromCloud }) throw BeingDeleted(ticket.Path);
            }
            else if (ticket.Deletion == TicketDeletion.None) await StartRemovalAsync(ticket, await FindSecretsAsync(ticket, account, stop), client, stop);
        });
        return fromCloud ? StatusAnswer.Accepted : StatusAnswer.NoContent;
    }

    private static bool IsFromCloud(HttpRequest request) => request.Query["cloud"].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        _ => throw new RefusalException(400, "CLOUD_INVALID", "cloud must be true or false.", "cloud"),
    };

    private static void RefuseRunning(Ticket ticket)
    {
        if (!ticket.State.IsClosed())
            throw new RefusalException(409, "PUBLICATION_RUNNING", $"Publication {ticket.Path} is not finished: cancel it first.", ticket.Path.Text);
        if (ticket.Deletion == TicketDeletion.FromCloud) throw BeingDeleted(ticket.Path);
    }

    private static RefusalException BeingDeleted(ResourcePath publication) =>
        new(409, "PUBLICATION_BEING_DELETED", $"Publication {publication} is being removed from the cloud.", publication.Text);

    /// <summary>Another request deleted the publication first: this one hears what it would have heard a moment later.</summary>
    private async Task<RefusalException> WhyNotAsync(
        HttpRequest request, ResourcePath publication, string entitlement, CancellationToken cancellationToken) =>
        BeingDeleted((await shown.FindAsync(request, publication, entitlement, cancellationToken)).Path);

    /// <summary>Real clients send the content type of XML with a DELETE that has no body.</summary>
    private static async Task<CredAccountBody?> ReadAccountAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is null or 0 && request.Headers.TransferEncoding.Count == 0) return null;
        return CredAccountReader.Read(
            await UForgeBodyReader.ReadAsync(request.Body, request.ContentType, CredAccountReader.RootName, cancellationToken));
    }

    /// <summary>The secrets that the request brings for a one-off account; null for a stored one, which keeps its own.</summary>
    private async Task<AccountSecrets?> FindSecretsAsync(Ticket ticket, CredAccountBody? body, CancellationToken cancellationToken)
    {
        CloudAccount account = ticket.Request.Account;
        if (ResourcePath.TryParse(account.Path, out ResourcePath? path))
        {
            return await accounts.FindAsync(path, cancellationToken) is not null
                ? null
                : throw new RefusalException(
                    409, "ACCOUNT_GONE", $"The account {path} was deleted: the image can't be removed from the cloud.", "credAccount");
        }

        AccountType type = AccountType.Find(account.Type)!;
        if (body is null)
        {
            throw new RefusalException(
                409,
                "SECRETS_GONE",
                $"The secrets of the account that {ticket.Path} was published with are not kept: send them as a credAccount.",
                "credAccount");
        }

        if (body.TypeHint is not null && AccountTypeResolver.Resolve(body) != type)
            throw new RefusalException(400, "ACCOUNT_TYPE_DIFFERS", $"credAccount must be a {type.Name}, as the publication's.", "credAccount");
        AccountSecrets given = PublicationComposer.SecretsOf(body, type);
        SecretStore.RequireRoom(given);
        return given;
    }

    /// <summary>In the order of writes of a publication: open row, secrets, ticket, start; what a crash leaves, the reconciler mends.</summary>
    /// <returns>False when another request deleted the publication, or began to, before this one.</returns>
    private async Task<bool> StartRemovalAsync(Ticket ticket, AccountSecrets? given, DurableTaskClient client, CancellationToken cancellationToken)
    {
        string? secretName = given is null ? null : ids.NextName();
        await open.PutAsync(ticket.Path, secretName, cancellationToken);
        if (given is not null) await secrets.PutAsync(secretName!, given, cancellationToken);
        (_, bool isMine) = await tickets.TryChangeAsync(
            ticket.Path,
            seen => seen.Deletion == TicketDeletion.None
                ? seen with { Deletion = TicketDeletion.FromCloud, SecretName = secretName ?? seen.SecretName, Message = "Removing from cloud" }
                : null,
            cancellationToken);
        if (!isMine && secretName is not null) await secrets.DeleteAsync(secretName, cancellationToken);

        // Also where another was first: the row among the open work is then this request's, and whoever ends the removal forgets it.
        await starter.StartDeletionAsync(client, ticket.Path, cancellationToken);
        return isMine;
    }
}
