using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Storage;

/// <summary>How the record of a publication goes, whatever else works on it.</summary>
[Collection(OpenWork)]
public sealed class ClosedTicketsTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    /// <summary>The reconciler mends whatever is open, so nothing may be open beside its tests.</summary>
    public const string OpenWork = "Open work";

    [Fact]
    public async Task Delete_PublicationThatNothingWorksOn_LeavesNothing()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        Ticket ticket = place.Ticket() with { State = TicketState.Done };
        await place.Tickets.TryAddAsync(ticket, null, default);

        await place.Closed.DeleteAsync(ticket.Path, default);
        await place.Closed.DeleteAsync(ticket.Path, default);

        Assert.Null(await place.Tickets.FindAsync(ticket.Path, default));
        Assert.False(await place.Open.ContainsAsync(ticket.Path, default));
    }

    [Fact]
    public async Task Delete_PublicationThatIsStillTidied_HidesItAndItsWorkerRemovesIt()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        Ticket ticket = place.Ticket(secretName: SharedAzurite.UniqueName("secret")) with { State = TicketState.Cancelled };
        await place.Open.AddAsync(ticket.Path, ticket.SecretName, default);
        await PutSecretsAsync(place, ticket);
        await place.Tickets.TryAddAsync(ticket, null, default);

        await place.Closed.DeleteAsync(ticket.Path, default);

        Assert.Empty(await place.Tickets.ListAsync(place.Login, default).ToListAsync());
        Assert.NotNull(await place.Secrets.FindAsync(ticket.SecretName!, default));
        await new TicketActivities(place.Tickets, place.Closed, []).ForgetTicketAsync(new PublishInput(ticket.Path.Text), default);
        Assert.Null(await place.Tickets.FindAsync(ticket.Path, default));
        Assert.Null(await place.Secrets.FindAsync(ticket.SecretName!, default));
    }

    [Fact]
    public async Task Forget_PublicationWhoseImageIsBeingRemoved_LeavesRowAndSecretsToTheRemoval()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        Ticket ticket = place.Ticket(secretName: SharedAzurite.UniqueName("secret")) with
        {
            State = TicketState.Done,
            Deletion = TicketDeletion.FromCloud,
        };
        await place.Open.AddAsync(ticket.Path, ticket.SecretName, default);
        await PutSecretsAsync(place, ticket);
        await place.Tickets.TryAddAsync(ticket, null, default);

        await new TicketActivities(place.Tickets, place.Closed, []).ForgetTicketAsync(new PublishInput(ticket.Path.Text), default);

        Assert.True(await place.Open.ContainsAsync(ticket.Path, default));
        Assert.NotNull(await place.Secrets.FindAsync(ticket.SecretName!, default));
    }

    [Fact]
    public async Task FindBelow_ByIdAlone_IsTheTicketOfThatSourceOnly()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        Ticket ticket = place.Ticket(id: 7);
        await place.Tickets.TryAddAsync(ticket, null, default);
        await place.Tickets.TryAddAsync(place.Ticket(id: 8), null, default);

        Assert.Equal(ticket.Path, (await place.Tickets.FindBelowAsync(ticket.Path.Parent!.Parent!, 7, default))?.Path);
        Assert.Null(await place.Tickets.FindBelowAsync(ticket.Path.Parent!.Parent!, 116, default));
        Assert.Null(await place.Tickets.FindBelowAsync(Domain.ResourcePath.Of(place.Login, "appliances", 55), 7, default));
    }

    private static Task PutSecretsAsync(PublishingPlace place, Ticket ticket) =>
        place.Secrets.PutAsync(ticket.SecretName!, new AccountSecrets(new Dictionary<string, string> { ["password"] = "p" }), default);
}
