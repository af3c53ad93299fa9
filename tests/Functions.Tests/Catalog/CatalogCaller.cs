using System.Text;
using System.Text.Json.Nodes;
using ImagePublishFunctions.Functions.Tests.Security;
using ImagePublishFunctions.Http.Catalog;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

/// <summary>A user with a password who calls the catalogue's functions, as the host would after routing.</summary>
internal sealed class CatalogCaller
{
    private const string Password = "correct horse";

    private static readonly string Hash = PasswordHash.Create(Password);
    private static readonly ServiceProvider Services = new ServiceCollection().AddLogging().BuildServiceProvider();

    private readonly CallerGate _gate;

    private CatalogCaller(CatalogPlace place)
    {
        Place = place;
        _gate = Gates.Create(place.Tables);
        var images = new CatalogImageDoor(_gate, place.Catalog, place.CatalogFiles);
        var files = new CatalogFileDoor(_gate, place.Catalog, place.CatalogFiles, place.Files);
        Appliances = new CatalogApplianceFunctions(images, files);
        Scans = new CatalogScanFunctions(images, files);
        Templates = new CatalogTemplateFunctions(images, files);
        User = new CatalogUserFunctions(images);
    }

    public CatalogPlace Place { get; }

    public string Login => Place.Login;

    public CatalogApplianceFunctions Appliances { get; }

    public CatalogScanFunctions Scans { get; }

    public CatalogTemplateFunctions Templates { get; }

    public CatalogUserFunctions User { get; }

    /// <summary>A caller with all entitlements, or with those given.</summary>
    public static async Task<CatalogCaller> CreateAsync(SharedAzurite azurite, params string[]? entitlements)
    {
        CatalogPlace place = await CatalogPlace.CreateAsync(azurite);
        var users = new UserStore(place.Tables);
        await users.EnsureAsync(CancellationToken.None);
        var user = new User
        {
            Login = place.Login,
            PasswordHash = Hash,
            Entitlements = (entitlements is null or [] ? Entitlement.All : entitlements).ToHashSet(),
        };
        await users.PutAsync(user, CancellationToken.None);
        return new CatalogCaller(place);
    }

    /// <summary>A request with the caller's credential.</summary>
    public HttpRequest Request(string? body = null) => Request(new MemoryStream(Encoding.UTF8.GetBytes(body ?? "")));

    /// <inheritdoc cref="Request(string?)"/>
    public HttpRequest Request(Stream body)
    {
        var context = new DefaultHttpContext { RequestServices = Services };
        context.Request.Path = $"/api/catalog/{Place.Path()}/file";
        context.Request.Body = body;
        context.Request.Headers.Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Login}:{Password}"));
        return context.Request;
    }

    /// <summary>Lets a result write itself, as the host does, and reads what it wrote.</summary>
    public static async Task<(int Status, JsonNode? Body)> AnswerAsync(HttpRequest request, Task<IResult> result)
    {
        HttpResponse response = request.HttpContext.Response;
        using var body = new MemoryStream();
        response.Body = body;
        await (await result).ExecuteAsync(request.HttpContext);
        await response.CompleteAsync();
        return (response.StatusCode, body.Length == 0 ? null : JsonNode.Parse(body.ToArray()));
    }

    /// <summary>Registers image 116 of appliance 5.</summary>
    public Task<(int Status, JsonNode? Body)> PutAsync(string body)
    {
        HttpRequest request = Request(body);
        return AnswerAsync(request, Appliances.PutCatalogApplianceImageAsync(request, Login, "5", "116", CancellationToken.None));
    }

    /// <summary>Asks for image 116 of appliance 5.</summary>
    public Task<(int Status, JsonNode? Body)> GetAsync(string? ifNoneMatch = null)
    {
        HttpRequest request = Request();
        request.Headers.IfNoneMatch = ifNoneMatch;
        return AnswerAsync(request, Appliances.GetCatalogApplianceImageAsync(request, Login, "5", "116", CancellationToken.None));
    }
}
