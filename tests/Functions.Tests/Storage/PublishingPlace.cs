using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.DataProtection;

namespace ImagePublishFunctions.Functions.Tests.Storage;

/// <summary>The stores of publications on a real Azurite, for a user of the test's own.</summary>
internal sealed class PublishingPlace
{
    private PublishingPlace(string connection, TimeProvider time)
    {
        Tables = new TableServiceClient(connection);
        Blobs = new BlobServiceClient(connection);
        var protection = new EphemeralDataProtectionProvider();
        Tickets = new TicketStore(Tables, protection);
        Open = new OpenWork(Tables, time);
        Secrets = new SecretStore(Tables, protection);
        Closed = new ClosedTickets(Tickets, Open, Secrets);
        Accounts = new AccountStore(Tables, Secrets, new IdSource(TimeProvider.System), time);
    }

    public string Login { get; } = SharedAzurite.UniqueName("user");

    public TableServiceClient Tables { get; }

    public BlobServiceClient Blobs { get; }

    public TicketStore Tickets { get; }

    public OpenWork Open { get; }

    public SecretStore Secrets { get; }

    public ClosedTickets Closed { get; }

    public AccountStore Accounts { get; }

    public static async Task<PublishingPlace> CreateAsync(SharedAzurite azurite, TimeProvider? time = null)
    {
        var place = new PublishingPlace(azurite.ConnectionString, time ?? TimeProvider.System);
        await place.Tickets.EnsureAsync(default);
        await place.Open.EnsureAsync(default);
        await place.Secrets.EnsureAsync(default);
        await new UserStore(place.Tables).EnsureAsync(default);
        return place;
    }

    /// <summary>A ticket that is not stored yet.</summary>
    public Ticket Ticket(long id = 7, string? secretName = null)
    {
        ResourcePath image = ResourcePath.Of(Login, "appliances", 5).Child("images", 116);
        return new Ticket
        {
            Path = image.Child("pimages", id),
            Request = new PublishRequest
            {
                Type = "PublishImageOpenStack",
                ImagePath = image.Text,
                Account = new CloudAccount { Type = "CredAccountOpenStack", Fields = new Dictionary<string, string> { ["login"] = "demo" } },
                Fields = new Dictionary<string, string> { ["displayName"] = "web" },
            },
            ImageName = "web",
            ImageVersion = "1.0",
            FileETag = "0x1",
            Created = DateTimeOffset.UnixEpoch,
            SecretName = secretName,
        };
    }
}
