using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Functions.Tests.Catalog;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Races;

/// <summary>An image of the catalogue, changed by two callers at once.</summary>
public sealed class ImageRaceTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private long _image = 1000;

    [Fact]
    public async Task Image_EveryPairOfChangesAtOnce_IsExplainedByAnOrder()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);

        await ChangingDoors.AssertExplainedAsync(
            async () =>
            {
                long image = Interlocked.Increment(ref _image);
                await caller.Place.RegisterAsync(caller.Place.Image(image: image));
                return image;
            },
            image => StateAsync(caller, image),
            rounds: 12,
            Door("register one", Body("one"), (request, image) => caller.Appliances.PutCatalogApplianceImageAsync(request, caller.Login, "5", image, default)),
            Door("register two", Body("two"), (request, image) => caller.Appliances.PutCatalogApplianceImageAsync(request, caller.Login, "5", image, default)),
            Door("store a file", "content", (request, image) => caller.Appliances.PutCatalogApplianceFileAsync(request, caller.Login, "5", image, default)),
            Door("delete", "", (request, image) => caller.Appliances.DeleteCatalogApplianceImageAsync(request, caller.Login, "5", image, default)));

        ChangingDoor<long> Door(string name, string body, Func<HttpRequest, string, Task<IResult>> call) => new(name, image =>
        {
            HttpRequest request = caller.Request(body);
            return ChangingDoors.StatusAsync(request.HttpContext, call(request, $"{image}"));
        });
    }

    private static string Body(string name) =>
        $$$"""{"name": "{{{name}}}", "version": "1.0", "format": "raw", "parent": {"name": "web", "version": "1.0"}}""";

    /// <summary>What is there, also as whoever registers the image once more finds it.</summary>
    private static async Task<string> StateAsync(CatalogCaller caller, long id)
    {
        CatalogImage? image = await caller.Place.Catalog.FindImageAsync(caller.Place.Path(image: id), default);
        await caller.Place.RegisterAsync(caller.Place.Image(image: id));
        CatalogImage later = (await caller.Place.CatalogFiles.RefreshAsync(caller.Place.Path(image: id), default))!;
        return $"{image?.Name ?? "gone"} {image?.File.State}, then {later.File.State}";
    }
}
