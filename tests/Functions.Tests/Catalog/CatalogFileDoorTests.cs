using System.Text.Json.Nodes;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.Catalog;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

public sealed class CatalogFileDoorTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private static readonly HttpClient Client = new();

    [Fact]
    public async Task UploadUrl_SentAsItSaysAndCompleted_StartsTheInspectionOfThatFileOnce()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        using var durable = new RecordingDurableClient();
        await caller.Place.RegisterAsync(caller.Place.Image());
        HttpRequest request = caller.Request();

        (int status, JsonNode? upload) = await CatalogCaller.AnswerAsync(
            request, caller.Appliances.CreateCatalogApplianceUploadUrlAsync(request, caller.Login, "5", "116", CancellationToken.None));
        await SendAsync(upload!, new byte[5000]);
        (int completed, JsonNode? image) = await CompleteAsync(caller, durable);
        (int again, _) = await CompleteAsync(caller, durable);

        Assert.Equal((200, 202, 202), (status, completed, again));
        Assert.Equal(("uploaded", 5000), ((string?)image!["file"]!["state"], (int?)image["file"]!["size"]));
        var input = new InspectImageInput(caller.Place.Path().Text, (string)image["file"]!["etag"]!);
        KeyValuePair<string, (string Name, InspectImageInput? Input)> started = Assert.Single(durable.Started);
        Assert.Equal((input.InstanceId(), nameof(InspectImage), input), (started.Key, started.Value.Name, started.Value.Input));
        Assert.Equal(InspectImageResult.Ready, await caller.Place.Activities.InspectImageFileAsync(input, CancellationToken.None));
    }

    [Fact]
    public async Task Complete_WithoutAFile_Is409AndStartsNothing()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        using var durable = new RecordingDurableClient();
        await caller.Place.RegisterAsync(caller.Place.Image());

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() => CompleteAsync(caller, durable));

        Assert.Equal((409, "FILE_MISSING"), (refusal.Status, refusal.Code));
        Assert.Empty(durable.Started);
    }

    [Fact]
    public async Task EveryWayToAFile_OfAnImageThatIsNotThere_Is404()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        using var durable = new RecordingDurableClient();

        RefusalException[] refusals =
        [
            await Assert.ThrowsAsync<RefusalException>(() => CompleteAsync(caller, durable)),
            await Assert.ThrowsAsync<RefusalException>(() => PutFileAsync(caller, caller.Request("x"))),
            await Assert.ThrowsAsync<RefusalException>(() =>
                caller.Appliances.CreateCatalogApplianceUploadUrlAsync(caller.Request(), caller.Login, "5", "116", CancellationToken.None)),
        ];

        Assert.All(refusals, refusal => Assert.Equal((404, "IMAGE_NOT_FOUND"), (refusal.Status, refusal.Code)));
        Assert.Null(await caller.Place.Files.FindAsync(caller.Place.Path(), CancellationToken.None));
    }

    [Fact]
    public async Task PutFile_SmallFile_IsStoredAndItsImageSaysSo()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        await caller.Place.RegisterAsync(caller.Place.Image());

        (int status, JsonNode? image) = await PutFileAsync(caller, caller.Request("12345"));

        Assert.Equal((200, "uploaded", 5), (status, (string?)image!["file"]!["state"], (int?)image["file"]!["size"]));
        Assert.Equal(ImageFileState.Uploaded, (await caller.Place.FindAsync())!.File.State);
    }

    [Fact]
    public async Task PutFile_LengthAboveTheLimit_Is413BeforeAnythingIsRead()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        await caller.Place.RegisterAsync(caller.Place.Image());
        using var body = new Zeros(long.MaxValue);
        HttpRequest request = caller.Request(body);
        request.ContentLength = CatalogFileDoor.LargestFile + 1;

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() => PutFileAsync(caller, request));

        Assert.Equal((413, "FILE_TOO_LARGE"), (refusal.Status, refusal.Code));
        Assert.Contains($"POST /api/catalog/{caller.Place.Path()}/upload-url", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, body.BytesRead);
    }

    [Fact]
    public async Task PutFile_UnknownLengthThatPassesTheLimit_Is413AndKeepsWhatWasThere()
    {
        CatalogCaller caller = await CatalogCaller.CreateAsync(azurite);
        CatalogImage before = await caller.Place.RegisterWithFileAsync([1]);
        using var body = new Zeros(long.MaxValue);

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() => PutFileAsync(caller, caller.Request(body)));

        Assert.Equal((413, "FILE_TOO_LARGE"), (refusal.Status, refusal.Code));
        Assert.InRange(body.BytesRead, CatalogFileDoor.LargestFile, CatalogFileDoor.LargestFile + (16 << 20));
        Assert.Equal(before.File.ETag, (await caller.Place.Files.FindAsync(caller.Place.Path(), CancellationToken.None))!.ETag);
    }

    private static async Task SendAsync(JsonNode upload, byte[] content)
    {
        using var request = new HttpRequestMessage(new HttpMethod((string)upload["method"]!), (string)upload["url"]!);
        request.Content = new ByteArrayContent(content);
        foreach ((string name, JsonNode? value) in upload["headers"]!.AsObject()) request.Headers.Add(name, (string)value!);
        using HttpResponseMessage answer = await Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static Task<(int Status, JsonNode? Body)> CompleteAsync(CatalogCaller caller, RecordingDurableClient durable)
    {
        HttpRequest request = caller.Request();
        return CatalogCaller.AnswerAsync(
            request,
            caller.Appliances.CompleteCatalogApplianceFileAsync(request, durable, caller.Login, "5", "116", CancellationToken.None));
    }

    private static Task<(int Status, JsonNode? Body)> PutFileAsync(CatalogCaller caller, HttpRequest request) =>
        CatalogCaller.AnswerAsync(
            request, caller.Appliances.PutCatalogApplianceFileAsync(request, caller.Login, "5", "116", CancellationToken.None));

    /// <summary>A body of zeros that counts what was taken from it.</summary>
    private sealed class Zeros(long length) : MemoryStream
    {
        public long BytesRead { get; private set; }

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = (int)Math.Min(buffer.Length, length - BytesRead);
            BytesRead += count;
            return ValueTask.FromResult(count);
        }
    }
}
