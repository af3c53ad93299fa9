using System.Text;
using System.Xml.Linq;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Functions.Tests.Security;
using ImagePublishFunctions.Functions.Tests.Storage;
using ImagePublishFunctions.Http.UForge;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;
using Xunit.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>The four lists of publications, on a real table.</summary>
[Collection(OneAtATime.Name)]
public sealed class PublicationListTests(SharedAzurite azurite, ITestOutputHelper output) : IClassFixture<SharedAzurite>
{
    private const string Password = "listed";
    private static readonly string Hash = PasswordHash.Create(Password);

    [Fact]
    public async Task ListOfUser_TenThousandPublications_TakesTheMemoryOfAPage()
    {
        const int Count = 10_000;
        (PublishingPlace place, PublicationListDoor door) = await CreateAsync();
        await FillAsync(place, Count);
        var meter = new MemoryMeter();

        HttpContext context = Request(place.Login, "");
        context.Response.Body = meter;
        await (await door.ListOfUserAsync(context.Request, place.Login, Entitlement.ImageGenerate, default)).ExecuteAsync(context);

        output.WriteLine($"{meter.Written:N0} bytes written, at most {meter.Peak:N0} bytes more alive");
        Assert.InRange(meter.Written, Count * 900L, long.MaxValue);
        Assert.InRange(meter.Peak, 1, 10_000_000);
    }

    [Fact]
    public async Task Lists_OfSeveralPublications_FollowTheXsd()
    {
        (PublishingPlace place, PublicationListDoor door) = await CreateAsync();
        await FillAsync(place, 3);
        ResourcePath source = ResourcePath.Of(place.Login, "appliances", 5);
        HttpContext context = Request(place.Login, "");

        foreach (Task<IResult> list in new[]
        {
            door.ListAsync(context.Request, source, Entitlement.ApplianceCreate, default),
            door.ListStatusesAsync(context.Request, source, Entitlement.ApplianceCreate, default),
            door.ListOfUserAsync(context.Request, place.Login, Entitlement.ImageGenerate, default),
            door.ListStatusesOfUserAsync(context.Request, place.Login, Entitlement.ImageGenerate, default),
        })
        {
            XDocument document = await AnswerAsync(Request(place.Login, ""), await list);
            Assert.Empty(UForgeXsd.Validate(document));
            Assert.Equal("3", document.Root!.Element("total")!.Value);
            Assert.Equal(3, document.Root.Elements().Last().Elements().Count());
        }
    }

    [Fact]
    public async Task ListOfUser_SeveralImg_IsWhatAnyOfThemNames()
    {
        (PublishingPlace place, PublicationListDoor door) = await CreateAsync();
        await FillAsync(place, 5);
        string image = $"users/{place.Login}/appliances/5/images";
        HttpContext context = Request(place.Login, $"?img={image}/2&img=/{image}/4/pimages/4&img={image}/999");

        XDocument document = await AnswerAsync(
            context, await door.ListOfUserAsync(context.Request, place.Login, Entitlement.ImageGenerate, default));

        Assert.Equal("2", document.Root!.Element("total")!.Value);
        Assert.Equal(["2", "4"], document.Root.Descendants("publishImage").Select(one => one.Element("dbId")!.Value).Order());
    }

    private static async Task<XDocument> AnswerAsync(HttpContext context, IResult result)
    {
        using var body = new MemoryStream();
        context.Response.Body = body;
        await result.ExecuteAsync(context);
        return XDocument.Parse(Encoding.UTF8.GetString(body.ToArray()));
    }

    private static DefaultHttpContext Request(string login, string query)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Get;
        context.Request.QueryString = new QueryString(query);
        context.Request.Headers.Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{Password}"));
        return context;
    }

    /// <summary>Publications 1, 2, 3 … of images 1, 2, 3 …, stored a hundred at a time as copies of one that the store wrote.</summary>
    private static async Task FillAsync(PublishingPlace place, int count)
    {
        ResourcePath source = ResourcePath.Of(place.Login, "appliances", 5);
        Ticket first = place.Ticket() with { Path = source.Child("images", 1).Child("pimages", 1), State = TicketState.Done };
        await place.Tickets.TryAddAsync(first, null, default);
        TableClient table = place.Tables.GetTableClient("Tickets");
        TableEntity row = (await table.GetEntityIfExistsAsync<TableEntity>(TableKey.Partition(place.Login), TableKey.Row(first.Path))).Value!;
        foreach (int[] some in Enumerable.Range(2, count - 1).Chunk(100))
        {
            await table.SubmitTransactionAsync(some.Select(id => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(row)
            {
                RowKey = TableKey.Row(source.Child("images", id).Child("pimages", id)),
            })));
        }
    }

    private async Task<(PublishingPlace Place, PublicationListDoor Door)> CreateAsync()
    {
        PublishingPlace place = await PublishingPlace.CreateAsync(azurite);
        var users = new UserStore(place.Tables);
        await users.PutAsync(
            new User
            {
                Login = place.Login,
                PasswordHash = Hash,
                Entitlements = new HashSet<string> { Entitlement.ApplianceCreate, Entitlement.ImageGenerate },
            },
            default);
        var catalog = new CatalogStore(place.Tables, TimeProvider.System);
        return (place, new PublicationListDoor(Gates.Create(place.Tables), catalog, place.Tickets));
    }
}
