using System.Text.Json;
using System.Xml.Linq;
using ImagePublishFunctions.TestServers;
using Xunit.Abstractions;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Publications to Debian's docker-registry, through HTTP from end to end; read back as a client that pulls.</summary>
public sealed class RealRegistryPublishingTests(RunningBackend running, SharedDockerRegistry registry, ITestOutputHelper output)
    : IClassFixture<RunningBackend>, IClassFixture<SharedDockerRegistry>
{
    private const int MiB = 1 << 20;

    [RealRegistryTheory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Publish_OciLayout_HasTheSourcesDigestAndEveryByte(bool isCompressed, int id)
    {
        using var source = new ContainerImageFile(id, 12 * MiB, 300_000, 1);
        string repository = SharedAzurite.UniqueName("layout");
        string ticket = await PublishAsync($"users/root/mysoftware/31/templates/1/images/{id}", await source.WriteLayoutAsync(isCompressed), repository);

        await AssertPublishedAsync(ticket, repository, source.Manifest, "application/vnd.oci.image.manifest.v1+json", source);
    }

    [RealRegistryTheory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Publish_DockerSave_HasEveryByteAndTheSameDigestEachTime(bool isCompressed, int id)
    {
        using var source = new ContainerImageFile(7, 9 * MiB, 0, 0, 5000);
        string repository = SharedAzurite.UniqueName("save");
        string file = await source.WriteDockerSaveAsync(isCompressed);
        string ticket = await PublishAsync($"users/root/mysoftware/32/templates/1/images/{id}", file, repository);
        (string mediaType, byte[] manifest) = await ManifestAsync(repository, "1.0");

        Assert.Equal("application/vnd.docker.distribution.manifest.v2+json", mediaType);
        Assert.Equal(source.Blobs, BlobsOf(manifest));
        await AssertPublishedAsync(ticket, repository, manifest, mediaType, source);
        await PublishAsync($"users/root/mysoftware/32/templates/1/images/{id}", file, repository + "-again");
        Assert.Equal(manifest, (await ManifestAsync(repository + "-again", "1.0")).Content);
    }

    [RealRegistryFact]
    public async Task Publish_LargeLayer_TakesNoMoreMemoryThanASmallOne()
    {
        using var small = new ContainerImageFile(11, 16 * MiB);
        using var large = new ContainerImageFile(12, 512L * MiB);
        await PublishAsync("users/root/mysoftware/33/templates/1/images/1", await small.WriteLayoutAsync(), "memory/small");
        long before = running.Backend.ResidentMemory;
        await PublishAsync("users/root/mysoftware/33/templates/1/images/2", await large.WriteLayoutAsync(), "memory/large");
        long after = running.Backend.ResidentMemory;

        output.WriteLine($"resident memory: after 16 MiB {before / MiB} MiB, after 512 MiB {after / MiB} MiB");
        Assert.True(after <= before + (96 * MiB), $"{before / MiB} MiB grew to {after / MiB} MiB");
        using RegistryReader reader = Reader();
        Assert.Equal(large.Blobs[1], await reader.DigestOfBlobAsync("team/memory/large", large.Blobs[1]));
    }

    [RealRegistryFact]
    public async Task Publish_SecondRepository_TakesItsBlobsFromTheFirst()
    {
        using var source = new ContainerImageFile(13, 2 * MiB);
        string file = await source.WriteLayoutAsync();
        string first = SharedAzurite.UniqueName("mount");
        string second = SharedAzurite.UniqueName("mount");
        await PublishAsync("users/root/mysoftware/34/templates/1/images/1", file, first);

        await PublishAsync("users/root/mysoftware/34/templates/1/images/1", file, second);

        Assert.Empty(Sent(second));
        Assert.Equal(source.Manifest, (await ManifestAsync(second, "1.0")).Content);
    }

    [RealRegistryFact]
    public async Task Delete_WithTheCloudsImage_TakesTheManifestAwayBeforeTheRecord()
    {
        using var source = new ContainerImageFile(41, 100_000);
        const string Image = "users/root/mysoftware/41/templates/1/images/1";
        string repository = SharedAzurite.UniqueName("removed");
        string ticket = await PublishAsync(Image, await source.WriteLayoutAsync(), repository);
        Assert.Equal(source.Manifest, (await ManifestAsync(repository, "1.0")).Content);
        using HttpClient http = running.Backend.CreateClient();
        string account = $"""
            <ns0:credAccount xmlns:ns0="http://www.usharesoft.com/uforge" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:type="ns0:CredAccountDocker"><endpointUrl>{registry.Server.Address}</endpointUrl>
              <login>{DockerRegistry.Login}</login><password>{DockerRegistry.Password}</password></ns0:credAccount>
            """;
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/{ticket}?cloud=true")
        {
            Content = new StringContent(account, null, "application/xml"),
        };

        using HttpResponseMessage deleted = await http.SendAsync(request);

        Assert.Equal(System.Net.HttpStatusCode.Accepted, deleted.StatusCode);
        await Eventually.GetAsync(
            () => http.GetAsync($"api/{ticket}"), answer => answer.StatusCode == System.Net.HttpStatusCode.NotFound, TimeSpan.FromMinutes(1));
        using RegistryReader reader = Reader();
        Assert.Null(await reader.FindManifestAsync($"team/{repository}", "1.0"));
    }

    [RealRegistryFact]
    public async Task Publish_WrongPassword_FailsWithoutTellingIt()
    {
        using var source = new ContainerImageFile(14, 1000);
        const string Image = "users/root/mysoftware/35/templates/1/images/1";
        await running.Client.RegisterAsync(Image, await source.WriteLayoutAsync(), "docker");
        string body = RegistryBodies.Docker(registry.Server.Address, DockerRegistry.Login, "not-the-password", "wrong");
        string ticket = await running.Client.PublishAsync($"{Image}/pimages", body);

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "error"), status.ToString());
        Assert.Contains("refuses the login", status.Element("errorMessage")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", (await running.Client.GetAsync(ticket)).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(running.Backend.Process.Output, line => line.Contains("not-the-password", StringComparison.Ordinal));
    }

    [RealRegistryFact]
    public async Task Publish_BackendKilledAmongTheLayers_GoesOnWithoutSendingFinishedOnesAgain()
    {
        using var source = new ContainerImageFile(15, [.. Enumerable.Repeat(64L * MiB, 8)]);
        const string Image = "users/root/mysoftware/36/templates/1/images/1";
        string repository = SharedAzurite.UniqueName("killed");
        await running.Client.RegisterAsync(Image, await source.WriteLayoutAsync(), "docker");
        string ticket = await running.Client.PublishAsync($"{Image}/pimages", Body(repository));
        await Eventually.GetAsync(() => Task.FromResult(Sent(repository)), sent => sent.Count >= 4, TimeSpan.FromMinutes(1));

        await running.Backend.KillAsync();
        IReadOnlyList<string> before = Sent(repository);
        await running.Backend.StartAgainAsync();
        await AssertDoneAsync(ticket);

        Assert.True(before.Count < source.Blobs.Count, "all was sent before the kill");
        // One that was being sent may be sent twice: an activity may come back after its worker's death was heard of, too.
        IReadOnlyList<string> sent = Sent(repository);
        Assert.All(before, blob => Assert.Single(sent, blob));
        Assert.Equal(source.Blobs.Order(), sent.Distinct().Order());
        await AssertPublishedAsync(ticket, repository, source.Manifest, "application/vnd.oci.image.manifest.v1+json", source);
    }

    [RealRegistryFact]
    public async Task Cancel_AmongTheLayers_EndsWithinFiveSecondsWithoutATag()
    {
        using var source = new ContainerImageFile(16, [.. Enumerable.Repeat(64L * MiB, 8)]);
        const string Image = "users/root/mysoftware/37/templates/1/images/1";
        string repository = SharedAzurite.UniqueName("cancelled");
        await running.Client.RegisterAsync(Image, await source.WriteLayoutAsync(), "docker");
        string ticket = await running.Client.PublishAsync($"{Image}/pimages", Body(repository));
        await Eventually.GetAsync(() => Task.FromResult(Sent(repository)), sent => sent.Count >= 1, TimeSpan.FromMinutes(1));

        await running.Client.CancelAsync(ticket);

        XElement status = await running.Client.WaitForEndAsync(ticket, TimeSpan.FromSeconds(5));
        Assert.True(PublishingClient.IsTrue(status, "cancelled"), status.ToString());
        using RegistryReader reader = Reader();
        Assert.Null(await reader.FindManifestAsync($"team/{repository}", "1.0"));
    }

    /// <summary>The blobs whose last bytes were sent to a repository, by the registry's log.</summary>
    private IReadOnlyList<string> Sent(string repository) =>
    [
        .. registry.Server.Requests
            .Where(line => line.Contains($"\"PUT /v2/team/{repository}/blobs/uploads/", StringComparison.Ordinal) && line.Contains("\" 201 ", StringComparison.Ordinal))
            .Select(line => Uri.UnescapeDataString(line[(line.IndexOf("digest=", StringComparison.Ordinal) + 7)..].Split(' ', '&')[0])),
    ];

    private async Task<string> PublishAsync(string image, string file, string repository)
    {
        await running.Client.RegisterAsync(image, file, "docker");
        string ticket = await running.Client.PublishAsync($"{image}/pimages", Body(repository));
        await AssertDoneAsync(ticket);
        return ticket;
    }

    private async Task AssertDoneAsync(string ticket)
    {
        XElement status = await running.Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
        Assert.Equal("100", status.Element("percentage")!.Value);
    }

    private async Task AssertPublishedAsync(string ticket, string repository, byte[] manifest, string mediaType, ContainerImageFile source)
    {
        string digest = ContainerImageFile.Digest(manifest);
        Assert.Equal($"team/{repository}@{digest}", (await running.Client.GetAsync(ticket)).Element("cloudId")!.Value);
        (string type, byte[] stored) = await ManifestAsync(repository, digest);
        Assert.Equal(mediaType, type);
        Assert.Equal(manifest, stored);
        using RegistryReader reader = Reader();
        foreach (string blob in source.Blobs.Distinct()) Assert.Equal(blob, await reader.DigestOfBlobAsync($"team/{repository}", blob));
    }

    private async Task<(string MediaType, byte[] Content)> ManifestAsync(string repository, string reference)
    {
        using RegistryReader reader = Reader();
        return (await reader.FindManifestAsync($"team/{repository}", reference))!.Value;
    }

    private static IEnumerable<string> BlobsOf(byte[] manifest)
    {
        using JsonDocument document = JsonDocument.Parse(manifest);
        JsonElement root = document.RootElement;
        return [.. new[] { root.GetProperty("config") }.Concat(root.GetProperty("layers").EnumerateArray()).Select(item => item.GetProperty("digest").GetString()!)];
    }

    private RegistryReader Reader() => new(registry.Server.Address, DockerRegistry.Login, DockerRegistry.Password);

    private string Body(string repository) => RegistryBodies.Docker(registry.Server.Address, DockerRegistry.Login, DockerRegistry.Password, repository);
}
