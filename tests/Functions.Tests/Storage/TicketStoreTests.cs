using System.Security.Cryptography;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Storage;

public sealed class TicketStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task Find_StoredTicket_IsWhatWasStored()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        Ticket ticket = place.Ticket(secretName: "s");
        Assert.True(await place.Tickets.TryAddAsync(ticket, null, default));

        Ticket found = (await place.Tickets.FindAsync(ticket.Path, default))!;

        Assert.Equal("web", found.Request["displayName"]);
        Assert.Equal("demo", found.Request.Account["login"]);
        Assert.Equal((ticket.Path, ticket.State, ticket.FileETag, ticket.SecretName), (found.Path, found.State, found.FileETag, found.SecretName));
    }

    [Fact]
    public async Task TryAdd_TakenId_KeepsTheFirst()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        Assert.True(await place.Tickets.TryAddAsync(place.Ticket(), null, default));

        Assert.False(await place.Tickets.TryAddAsync(place.Ticket() with { ImageName = "other" }, null, default));

        Assert.Equal("web", (await place.Tickets.FindAsync(place.Ticket().Path, default))!.ImageName);
    }

    [Fact]
    public async Task TryAdd_SameIdempotencyKey_KeepsNeitherRowOfTheSecond()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        IdempotencyKey key = Key("body");
        Assert.True(await place.Tickets.TryAddAsync(place.Ticket(1), key, default));

        Assert.False(await place.Tickets.TryAddAsync(place.Ticket(2), key, default));

        Assert.Null(await place.Tickets.FindAsync(place.Ticket(2).Path, default));
        Assert.Equal((place.Ticket(1).Path, true), await place.Tickets.FindRepeatedAsync(place.Login, key, default));
        Assert.Equal((place.Ticket(1).Path, false), await place.Tickets.FindRepeatedAsync(place.Login, Key("other body"), default));
    }

    [Fact]
    public async Task Change_ManyWritersAtOnce_LosesNoChange()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        Ticket ticket = place.Ticket();
        await place.Tickets.TryAddAsync(ticket, null, default);

        await Task.WhenAll(
            place.Tickets.ChangeAsync(ticket.Path, t => t.CancelRequested ? null : t with { CancelRequested = true }, default),
            place.Tickets.ChangeAsync(ticket.Path, t => t.State == TicketState.Running ? null : t with { State = TicketState.Running }, default));

        Ticket found = (await place.Tickets.FindAsync(ticket.Path, default))!;
        Assert.True(found.CancelRequested);
        Assert.Equal(TicketState.Running, found.State);
    }

    [Fact]
    public async Task Report_TicketChangedSinceItWasRead_IsDropped()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        await place.Tickets.TryAddAsync(place.Ticket(), null, default);
        Ticket seen = (await place.Tickets.FindAsync(place.Ticket().Path, default))!;
        await place.Tickets.ChangeAsync(seen.Path, t => t.CancelRequested ? null : t with { CancelRequested = true, Message = "Cancelling" }, default);

        await place.Tickets.ReportAsync(seen, "Uploading", 40, 1000, default);

        Ticket found = (await place.Tickets.FindAsync(seen.Path, default))!;
        Assert.Equal(("Cancelling", 0, true), (found.Message, found.Percentage, found.CancelRequested));
    }

    [Fact]
    public async Task Report_LowerPercentageOfAStepThatRunsAgain_DoesNotGoBack()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        await place.Tickets.TryAddAsync(place.Ticket(), null, default);
        await place.Tickets.ReportAsync((await place.Tickets.FindAsync(place.Ticket().Path, default))!, "Uploading", 60, 600, default);

        await place.Tickets.ReportAsync((await place.Tickets.FindAsync(place.Ticket().Path, default))!, "Signing in", 1, 0, default);

        Ticket found = (await place.Tickets.FindAsync(place.Ticket().Path, default))!;
        Assert.Equal(("Signing in", 60, 600L), (found.Message, found.Percentage, found.BytesDone));
    }

    [Fact]
    public async Task List_BelowAnAppliance_HasItsPublicationsOnly()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        await place.Tickets.TryAddAsync(place.Ticket(1), Key("x"), default);
        await place.Tickets.TryAddAsync(place.Ticket(2), null, default);
        Ticket other = place.Ticket(3);
        await place.Tickets.TryAddAsync(
            other with { Path = Domain.ResourcePath.Of(place.Login, "appliances", 50).Child("images", 1).Child("pimages", 3) }, null, default);

        List<Ticket> ofAppliance = await place.Tickets.ListAsync(other.Path.Parent!.Parent!, default).ToListAsync();
        List<Ticket> ofUser = await place.Tickets.ListAsync(place.Login, default).ToListAsync();

        Assert.Equal([1L, 2L], ofAppliance.Select(ticket => ticket.Path.Id));
        Assert.Equal(3, ofUser.Count);
    }

    private static IdempotencyKey Key(string body) =>
        IdempotencyKey.Of("build 17 #/\\?", "users/x/pimages", SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(body)));
}
