using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudSimulator;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.Tests.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.Simulator;

/// <summary>What the simulator does beyond being a cloud: faults armed over HTTP, data kept over restarts, error shapes.</summary>
public sealed class CloudSimulatorTests : IDisposable
{
    private readonly CloudClients _clients = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-test-").FullName;

    public void Dispose()
    {
        _clients.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ControlEndpoint_FaultArmedOverHttp_OccursAndIsCounted()
    {
        var options = new CloudSimulatorOptions();
        await using var server = await CloudSimulatorServer.StartAsync(options);
        var faults = new Uri(server.ControlUrl, "faults");
        var fault = new { kind = "status", service = "keystone", method = "post", path = "^/v3/auth", times = 1, status = 503 };

        using var armed = await _clients.Http.PostAsJsonAsync(faults, fault);
        var error = await Assert.ThrowsAsync<CloudException>(() => _clients.LogInAsync(SimulatedCloud.For(server, options)));
        await _clients.LogInAsync(SimulatedCloud.For(server, options));
        var all = await _clients.Http.GetFromJsonAsync<JsonElement>(faults);
        using var cleared = await _clients.Http.DeleteAsync(faults);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.NoContent), (armed.StatusCode, cleared.StatusCode));
        Assert.Equal(503, error.Status);
        Assert.Equal(1, all[0].GetProperty("occurred").GetInt32());
        Assert.Empty(server.Faults.All);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"kind\": \"status\"}")]
    [InlineData("{\"kind\": \"status\", \"service\": \"glance\", \"path\": \"[\"}")]
    public async Task ControlEndpoint_BadFault_Is400(string body)
    {
        await using var server = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
        using var content = new StringContent(body);

        using var answer = await _clients.Http.PostAsync(new Uri(server.ControlUrl, "faults"), content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task DataFolder_Restarted_KeepsImagesAndTheirDataAndUsedIds()
    {
        var options = new CloudSimulatorOptions { DataFolder = _folder };
        Guid kept, deleted;
        await using (var server = await CloudSimulatorServer.StartAsync(options))
        {
            var session = await _clients.LogInAsync(SimulatedCloud.For(server, options));
            kept = await _clients.CreateAsync(session);
            await _clients.UploadAsync(session, kept, new RandomStream(1000));
            deleted = await _clients.CreateAsync(session);
            await _clients.DeleteAsync(session, deleted);
        }

        await using var again = await CloudSimulatorServer.StartAsync(options);
        var later = await _clients.LogInAsync(SimulatedCloud.For(again, options));
        var image = await _clients.FindAsync(later, kept);
        var error = await Assert.ThrowsAsync<CloudException>(
            () => _clients.CreateAsync(later, CloudClients.NewImage() with { Id = deleted }));

        Assert.Equal((GlanceImageStatus.Active, 1000, RandomStream.Hashes(1000, 1).Sha512), (image!.Status, image.Size, image.HashValue));
        Assert.Equal("p", image.Properties["publication"]);
        Assert.Equal(CloudErrorCode.Conflict, error.Code);
        Assert.Equal(1000, new FileInfo(Path.Combine(_folder, "images", $"{kept}.data")).Length);
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(64 * 1024 * 1024)]
    public async Task SizeCap_UploadBeyondIt_IsTooLargeAndQueuedAgain(long length)
    {
        var options = new CloudSimulatorOptions { ImageSizeCap = 1000 };
        await using var server = await CloudSimulatorServer.StartAsync(options);
        var session = await _clients.LogInAsync(SimulatedCloud.For(server, options));
        var id = await _clients.CreateAsync(session);

        var error = await Assert.ThrowsAsync<CloudException>(() => _clients.UploadAsync(session, id, new RandomStream(length)));

        Assert.Equal("Glance: upload image: 413, The incoming image is too large: The provided image is too large.", error.Message);
        await _clients.WaitForStatusAsync(session, id, GlanceImageStatus.Queued);
    }

    [Theory]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "text/html; charset=UTF-8")]
    [InlineData(null, "text/plain; charset=UTF-8")]
    public async Task GlanceError_ByAccept_IsJsonHtmlOrText(string? accept, string contentType)
    {
        await using var server = await CloudSimulatorServer.StartAsync(new CloudSimulatorOptions());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.GlanceUrl, "v2/images"));
        if (accept is not null)
        {
            request.Headers.Accept.ParseAdd(accept);
        }

        using var response = await _clients.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
        Assert.Contains("401 Unauthorized", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
