using System.Text.Json.Nodes;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

public sealed class CatalogImageDoorTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private const string Good = """{"name":"web","version":"1.0","format":"raw","parent":{"name":"shop","version":"2.0"}}""";

    [Fact]
    public async Task Put_NewImage_Is201WithTheImageAndThen200()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);

        string more = Good.Replace("}}", "},\"revision\":3,\"osType\":\"linux\"}", StringComparison.Ordinal);
        (int created, JsonNode? body) = await caller.PutAsync(more);
        (int updated, JsonNode? changed) = await caller.PutAsync(Good.Replace("web", "new", StringComparison.Ordinal));

        Assert.Equal((201, 200), (created, updated));
        Assert.Equal($"users/{caller.Login}/appliances/5/images/116", (string?)body!["uri"]);
        Assert.Equal($"users/{caller.Login}/appliances/5", (string?)body["parent"]!["uri"]);
        Assert.Equal(("web", 3, "linux"), ((string?)body["name"], (int?)body["revision"], (string?)body["osType"]));
        Assert.Equal("none", (string?)body["file"]!["state"]);
        Assert.Equal(("new", null), ((string?)changed!["name"], changed["revision"]));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    [InlineData("{}", "name")]
    [InlineData("""{"name":" ","version":"1","format":"raw","parent":{"name":"a","version":"1"}}""", "name")]
    [InlineData("""{"name":1,"version":"1","format":"raw","parent":{"name":"a","version":"1"}}""", "name")]
    [InlineData("""{"name":"a","format":"raw","parent":{"name":"a","version":"1"}}""", "version")]
    [InlineData("""{"name":"a","version":"1","parent":{"name":"a","version":"1"}}""", "format")]
    [InlineData("""{"name":"a","version":"1","format":"iso","parent":{"name":"a","version":"1"}}""", "format")]
    [InlineData("""{"name":"a","version":"1","format":"raw"}""", "parent.name")]
    [InlineData("""{"name":"a","version":"1","format":"raw","parent":"a"}""", "parent")]
    [InlineData("""{"name":"a","version":"1","format":"raw","parent":{"name":"a"}}""", "parent.version")]
    [InlineData("""{"name":"a","version":"1","format":"raw","parent":{"name":"a","version":"1","colour":1}}""", "parent.colour")]
    [InlineData("""{"name":"a","version":"1","format":"raw","parent":{"name":"a","version":"1"},"colour":1}""", "colour")]
    [InlineData("""{"name":"a","name":"b","version":"1","format":"raw","parent":{"name":"a","version":"1"}}""", "name")]
    [InlineData("""{"Name":"a","version":"1","format":"raw","parent":{"name":"a","version":"1"}}""", "Name")]
    [InlineData("""{"name":"a","version":"1","format":"raw","parent":{"name":"a","version":"1"},"revision":-1}""", "revision")]
    [InlineData("""{"name":"a","version":"1","format":"raw","parent":{"name":"a","version":"1"},"revision":"1"}""", "revision")]
    [InlineData("""{"name":"a","version":"1","format":"raw","parent":{"name":"a","version":"1"},"revision":99999999999}""", "revision")]
    [InlineData("""{"name":"a\u0000","version":"1","format":"raw","parent":{"name":"a","version":"1"}}""", "name")]
    [InlineData("""{"name":"a\ud800","version":"1","format":"raw","parent":{"name":"a","version":"1"}}""", "name")]
    public async Task Put_BodyThatIsWrong_NamesTheFieldAndStoresNothing(string body, string? field)
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() => caller.PutAsync(body));

        Assert.Equal((400, "IMAGE_INVALID", field), (refusal.Status, refusal.Code, refusal.Field));
        Assert.Null(await caller.Place.FindAsync());
    }

    [Fact]
    public async Task Put_NestedDeeply_IsRefused()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() => caller.PutAsync(new string('[', 20_000)));

        Assert.Equal(400, refusal.Status);
    }

    [Fact]
    public async Task Put_LongName_IsRefused()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() =>
            caller.PutAsync(Good.Replace("web", new string('w', 256), StringComparison.Ordinal)));

        Assert.Equal((400, "name"), (refusal.Status, refusal.Field));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_BodyAbove64KiB_Is413(bool tellsItsLength)
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        HttpRequest request = caller.Request(Good + new string(' ', 64 * 1024));
        if (tellsItsLength) request.ContentLength = request.Body.Length;

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() =>
            caller.Appliances.PutCatalogApplianceImageAsync(request, caller.Login, "5", "116", CancellationToken.None));

        Assert.Equal(413, refusal.Status);
    }

    [Theory]
    [InlineData("0", "116", "aid")]
    [InlineData("5", "-1", "itid")]
    [InlineData("5", "0116", "itid")]
    [InlineData("5", "9007199254740992", "itid")]
    [InlineData("x", "y", "aid")]
    public async Task Put_IdThatIsNone_NamesIt(string aid, string itid, string field)
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() =>
            caller.Appliances.PutCatalogApplianceImageAsync(caller.Request(Good), caller.Login, aid, itid, CancellationToken.None));

        Assert.Equal((400, field), (refusal.Status, refusal.Field));
    }

    [Fact]
    public async Task Put_EachFamily_StandsWhereItsRouteSays()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        HttpRequest scan = caller.Request(Good);
        HttpRequest template = caller.Request(Good);
        HttpRequest list = caller.Request();

        await CatalogCaller.AnswerAsync(
            scan, caller.Scans.PutCatalogScanImageAsync(scan, caller.Login, "1", "2", "3", CancellationToken.None));
        await CatalogCaller.AnswerAsync(
            template, caller.Templates.PutCatalogTemplateImageAsync(template, caller.Login, "4", "5", "6", CancellationToken.None));
        (_, JsonNode? body) = await CatalogCaller.AnswerAsync(
            list, caller.User.ListCatalogImagesAsync(list, caller.Login, CancellationToken.None));

        string[] expected =
        [
            $"users/{caller.Login}/mysoftware/4/templates/5/images/6",
            $"users/{caller.Login}/scannedinstances/1/scans/2/images/3",
        ];
        Assert.Equal(expected, body!["images"]!.AsArray().Select(image => (string?)image!["uri"]));
    }

    [Fact]
    public async Task Put_WithoutTheFamilysEntitlement_Is403ButReadingIsNot()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite, Entitlement.ApplianceCreate);

        RefusalException scan = await Assert.ThrowsAsync<RefusalException>(() =>
            caller.Scans.PutCatalogScanImageAsync(caller.Request(Good), caller.Login, "1", "2", "3", CancellationToken.None));
        RefusalException read = await Assert.ThrowsAsync<RefusalException>(() =>
            caller.Scans.GetCatalogScanImageAsync(caller.Request(), caller.Login, "1", "2", "3", CancellationToken.None));
        (int appliance, _) = await caller.PutAsync(Good);

        Assert.Equal((403, 404, 201), (scan.Status, read.Status, appliance));
    }

    [Fact]
    public async Task EveryFunction_WithoutACredential_Is401BeforeAnythingElse()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        using var client = new RecordingDurableClient();
        HttpRequest request = caller.Request("{");
        request.Headers.Authorization = default;
        string login = caller.Login;
        Func<Task<IResult>>[] calls =
        [
            () => caller.User.ListCatalogImagesAsync(request, login, CancellationToken.None),
            () => caller.Appliances.ListCatalogApplianceImagesAsync(request, login, "x", CancellationToken.None),
            () => caller.Appliances.PutCatalogApplianceImageAsync(request, login, "x", "x", CancellationToken.None),
            () => caller.Appliances.GetCatalogApplianceImageAsync(request, login, "x", "x", CancellationToken.None),
            () => caller.Appliances.DeleteCatalogApplianceImageAsync(request, login, "x", "x", CancellationToken.None),
            () => caller.Appliances.CreateCatalogApplianceUploadUrlAsync(request, login, "x", "x", CancellationToken.None),
            () => caller.Appliances.PutCatalogApplianceFileAsync(request, login, "x", "x", CancellationToken.None),
            () => caller.Appliances.CompleteCatalogApplianceFileAsync(request, client, login, "x", "x", CancellationToken.None),
        ];

        foreach (Func<Task<IResult>> call in calls) Assert.Equal(401, (await Assert.ThrowsAsync<RefusalException>(call)).Status);
    }

    [Fact]
    public async Task Get_ImageThatTheCallerHas_Is304UntilItChanges()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        await caller.PutAsync(Good);
        string eTag = (await caller.Place.FindAsync())!.ETag;

        Assert.Equal((304, null), await caller.GetAsync(eTag));
        Assert.Equal((304, null), await caller.GetAsync("\"other\", " + eTag));
        Assert.Equal((304, null), await caller.GetAsync("*"));
        Assert.Equal(200, (await caller.GetAsync("not an entity tag")).Status);
        await caller.PutAsync(Good);
        Assert.Equal(200, (await caller.GetAsync(eTag)).Status);
    }

    [Fact]
    public async Task Delete_Image_TakesItsFileAlongAndIs404Then()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        await caller.Place.RegisterWithFileAsync([1]);
        HttpRequest request = caller.Request();

        (int status, _) = await CatalogCaller.AnswerAsync(request, DeleteAsync(request));
        RefusalException again = await Assert.ThrowsAsync<RefusalException>(() => DeleteAsync(caller.Request()));
        RefusalException read = await Assert.ThrowsAsync<RefusalException>(() => caller.GetAsync());

        Assert.Equal((204, 404, 404), (status, again.Status, read.Status));
        Assert.Null(await caller.Place.Files.FindAsync(caller.Place.Path(), CancellationToken.None));

        Task<IResult> DeleteAsync(HttpRequest r) =>
            caller.Appliances.DeleteCatalogApplianceImageAsync(r, caller.Login, "5", "116", CancellationToken.None);
    }

    [Fact]
    public async Task List_Appliance_ShowsItsImagesAndAnUnknownOneIs404()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        await caller.Place.RegisterAsync(caller.Place.Image());
        await caller.Place.RegisterAsync(caller.Place.Image(6, 7));
        HttpRequest request = caller.Request();

        (int status, JsonNode? body) = await CatalogCaller.AnswerAsync(request, ListAsync(request, "5"));
        RefusalException unknown = await Assert.ThrowsAsync<RefusalException>(() => ListAsync(caller.Request(), "8"));

        Assert.Equal((200, 404), (status, unknown.Status));
        Assert.Equal(caller.Place.Path().Text, (string?)Assert.Single(body!["images"]!.AsArray())!["uri"]);

        Task<IResult> ListAsync(HttpRequest r, string aid) =>
            caller.Appliances.ListCatalogApplianceImagesAsync(r, caller.Login, aid, CancellationToken.None);
    }

    [Fact]
    public async Task ProblemResult_Refusal_IsProblemDetails()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        HttpRequest request = caller.Request();
        request.PathBase = "/base";
        var refusal = new RefusalException(409, "FILE_MISSING", "There is no \"file\".", "file");

        (int status, JsonNode? body) = await CatalogCaller.AnswerAsync(request, Task.FromResult<IResult>(new ProblemResult(refusal)));

        Assert.Equal(409, status);
        Assert.Equal("application/problem+json", request.HttpContext.Response.ContentType);
        var expected = new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = "Conflict",
            ["status"] = 409,
            ["detail"] = "There is no \"file\".",
            ["instance"] = $"/base/api/catalog/{caller.Place.Path()}/file",
            ["code"] = "FILE_MISSING",
            ["field"] = "file",
        };
        Assert.True(JsonNode.DeepEquals(expected, body), body?.ToJsonString());
    }
}
