using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Functions.Tests.Catalog;
using ImagePublishFunctions.Functions.Tests.Storage;
using ImagePublishFunctions.Http.UForge;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Races;

/// <summary>An ended publication, deleted by two callers at once.</summary>
public sealed class PublicationRaceTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private long _made;

    [Fact]
    public async Task Publication_EveryPairOfDeletionsAtOnce_IsExplainedByAnOrder()
    {
        RacePlace place = await RacePlace.CreateAsync(azurite);
        PublishingPlace stores = await PublishingPlace.CreateAsync(azurite);
        using var client = new RecordingDurableClient();
        var catalog = new CatalogStore(place.Tables, TimeProvider.System);
        await catalog.EnsureAsync(default);
        var door = new PublicationDeletionDoor(
            new ShownPublications(place.Gate, stores.Tickets), place.Gate, catalog, stores.Tickets, stores.Closed, stores.Open, stores.Secrets,
            stores.Accounts, new PublicationStarter(NullLogger<PublicationStarter>.Instance), new IdSource(TimeProvider.System));

        await ChangingDoors.AssertExplainedAsync(
            async () => await CreateAsync(stores, catalog),
            path => StateAsync(stores, path),
            rounds: 15,
            Door("delete", "", (request, path) => door.DeleteAsync(request, path, Entitlement.ImagePublish, client, default)),
            Door("delete from the cloud", "?cloud=true", (request, path) => door.DeleteAsync(request, path, Entitlement.ImagePublish, client, default)),
            Door("delete all", "", (request, path) => door.DeleteAllAsync(request, path.Parent!.Parent!, Entitlement.ImagePublish, client, default)));

        ChangingDoor<ResourcePath> Door(string name, string query, Func<HttpRequest, ResourcePath, Task<IResult>> call) => new(name, path =>
        {
            HttpContext context = place.Request();
            context.Request.QueryString = new QueryString(query);
            context.Request.ContentLength = 0;
            return ChangingDoors.StatusAsync(context, call(context.Request, path));
        });
    }

    /// <summary>What callers see: one that is marked as deleted is gone. A removal from the cloud is open work, so that a crash does not end it.</summary>
    private static async Task<string> StateAsync(PublishingPlace stores, ResourcePath path) =>
        await stores.Tickets.FindAsync(path, default) is { Deletion: TicketDeletion.FromCloud }
            ? $"being removed, {(await stores.Open.ContainsAsync(path, default) ? "open" : "forgotten")}"
            : "gone";

    /// <summary>A publication with a stored account, the only one below an appliance that the catalogue knows.</summary>
    private async Task<ResourcePath> CreateAsync(PublishingPlace stores, CatalogStore catalog)
    {
        ResourcePath image = ImageFamily.Appliance.ImagePath(stores.Login, Interlocked.Increment(ref _made), 116);
        await catalog.RegisterAsync(
            new CatalogImage { Path = image.Text, Name = "web", Version = "1.0", Format = "raw", ParentName = "web", ParentVersion = "1.0" }, default);
        StoredAccount account = await stores.Accounts.AddAsync(
            stores.Login, new CloudAccount { Type = AccountType.OpenStack.Name }, AccountSecrets.None, default);
        Ticket ticket = stores.Ticket();
        ticket = ticket with { Path = image.Child("pimages", 7), State = TicketState.Done, Request = ticket.Request with { Account = account.Account } };
        await stores.Tickets.TryAddAsync(ticket, null, default);
        return ticket.Path;
    }
}
