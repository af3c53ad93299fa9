using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Storage;
using Microsoft.Azure.Functions.Worker;

namespace ImagePublishFunctions.Activities;

/// <summary>The steps of a publication that touch only its ticket.</summary>
public sealed class TicketActivities(
    TicketStore tickets, ClosedTickets closed, IEnumerable<PublicationRecipe> recipes)
{
    /// <summary>Sets a ticket running and tells what its publication needs; a closed ticket has no recipe.</summary>
    [Function(nameof(BeginTicketAsync))]
    public async Task<TicketStart> BeginTicketAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken)
    {
        Ticket? ticket = await tickets.ChangeAsync(
            PathOf(publication.Ticket),
            ticket => ticket.State == TicketState.Queued ? ticket with { State = TicketState.Running, Message = "Starting" } : null,
            cancellationToken);
        if (ticket is null || ticket.State.IsClosed()) return TicketStart.Closed;
        PublicationRecipe recipe = recipes.First(recipe => recipe.Type.Name == ticket.Request.Type);
        return new TicketStart(recipe.Orchestrator, recipe.Compensation, ticket.Request.ImagePath, ticket.FileETag, ticket.Request.ShareWith.Count > 0);
    }

    /// <summary>Closes a ticket with its result; one that is closed stays as it is.</summary>
    [Function(nameof(CloseTicketAsync))]
    public Task CloseTicketAsync([ActivityTrigger] TicketEnd end, CancellationToken cancellationToken) =>
        tickets.ChangeAsync(
            PathOf(end.Ticket), ticket => ticket.State.CanBecome(end.Result.State) ? Close(ticket, end.Result) : null, cancellationToken);

    /// <summary>
    /// Removes the secrets of a closed ticket's one-off account and, last, the row that keeps it among the open work; both belong to the
    /// removal of the image from the cloud where that was asked for meanwhile.
    /// </summary>
    [Function(nameof(ForgetTicketAsync))]
    public async Task ForgetTicketAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken)
    {
        ResourcePath path = PathOf(publication.Ticket);
        Ticket? ticket = await tickets.FindAsync(path, cancellationToken);
        if (ticket?.Deletion != TicketDeletion.FromCloud) await closed.ForgetAsync(path, ticket?.SecretName, cancellationToken);
    }

    /// <summary>The activity that removes a publication's image from its cloud; null when that is not asked for (any more).</summary>
    [Function(nameof(BeginDeletionAsync))]
    public async Task<string?> BeginDeletionAsync([ActivityTrigger] PublishInput publication, CancellationToken cancellationToken)
    {
        Ticket? ticket = await tickets.FindAsync(PathOf(publication.Ticket), cancellationToken);
        return ticket is { Deletion: TicketDeletion.FromCloud }
            ? recipes.First(recipe => recipe.Type.Name == ticket.Request.Type).Removal
            : null;
    }

    /// <summary>Deletes a ticket whose image is gone from the cloud, or says in it why the image is still there.</summary>
    [Function(nameof(EndDeletionAsync))]
    public async Task EndDeletionAsync([ActivityTrigger] DeletionEnd end, CancellationToken cancellationToken)
    {
        ResourcePath path = PathOf(end.Ticket);
        Ticket? ticket = await tickets.ChangeAsync(
            path,
            seen => seen.Deletion != TicketDeletion.FromCloud ? null
                : end.Removal.Outcome == StepOutcome.Done ? seen with { Deletion = TicketDeletion.Deleted }
                : seen with { Deletion = TicketDeletion.None, Message = $"Still in the cloud: {end.Removal.Text}" },
            cancellationToken);
        await closed.ForgetAsync(path, ticket?.SecretName, cancellationToken);
    }

    private static Ticket Close(Ticket ticket, PublishResult result) => result.State switch
    {
        TicketState.Done => ticket with
        {
            State = result.State,
            CloudId = result.CloudId,
            Message = $"Done, published on {PlatformOf(ticket.Request.Account)}{SharedBy(ticket)}",
            Percentage = 100,
            BytesDone = ticket.BytesTotal,
        },
        TicketState.Cancelled => ticket with { State = result.State, Message = "Cancelled" },
        _ => ticket with { State = result.State, Message = "Failed", ErrorCode = result.ErrorCode, ErrorMessage = result.ErrorMessage },
    };

    private static string SharedBy(Ticket ticket) => ticket.Request.ShareWith.Count == 0 ? "" : $", shared by job {PublicationShares.JobIdOf(ticket.Path)}";

    private static string? PlatformOf(CloudAccount account) => account.PlatformName ?? AccountType.Find(account.Type)?.PlatformName;

    private static ResourcePath PathOf(string publication) =>
        ResourcePath.TryParse(publication, out ResourcePath? path) ? path : throw new ArgumentException($"Not a publication: {publication}");
}
