using System.Net;
using System.Xml.Linq;
using CloudSimulator;
using CloudSimulator.Faults;
using CloudSimulator.Registry;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Publications of container templates to the simulated registry: what a real one can't be made to do.</summary>
public sealed class SimulatedRegistryPublishingTests(RunningBackend running) : IClassFixture<RunningBackend>, IAsyncLifetime
{
    private const int MiB = 1 << 20;
    private const string Image = "users/root/mysoftware/41/templates/2/images/";
    private const string OpenShiftToken = "sha256~the-token-of-the-tests";
    private const string OldManifest = "{\"schemaVersion\":2,\"manifests\":[]}";

    private static readonly CloudSimulatorOptions Options = new()
    {
        Users = [.. SimulatedUser.Defaults, new SimulatedUser("openshift", OpenShiftToken, "openshift", "member")],
    };

    private CloudSimulatorServer _cloud = null!;

    public Task InitializeAsync() => StartAsync(new RegistryBehaviour());

    public async Task DisposeAsync() => await _cloud.DisposeAsync();

    /// <summary>Method, path, kind and status of what goes wrong, and how often.</summary>
    public static TheoryData<string, string, FaultKind, int, int> Faults => new()
    {
        { "POST", "/uploads/$", FaultKind.DropAfter, 0, 2 },
        { "PATCH", "/uploads/", FaultKind.DropAfter, 0, 2 },
        { "PATCH", "/uploads/", FaultKind.DropBefore, 0, 2 },
        { "PATCH", "/uploads/", FaultKind.Status, 503, 2 },
        { "PUT", "/uploads/", FaultKind.DropAfter, 0, 2 },
        { "PUT", "/uploads/", FaultKind.Status, 429, 2 },
        { "PUT", "/uploads/", FaultKind.Status, 500, 2 },
        { "HEAD", "/blobs/", FaultKind.Status, 502, 2 },
        { "PUT", "/manifests/", FaultKind.DropAfter, 0, 1 },
        { "GET", "/v2/$", FaultKind.DropBefore, 0, 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Publish_RegistryThatStumbles_EndsWithEveryByte(string method, string path, FaultKind kind, int status, int times)
    {
        using var source = new ContainerImageFile(1, 20 * MiB, 5000);
        ArmedFault fault = Arm(new Fault { Service = "registry", Kind = kind, Method = method, Path = path, Status = status, Times = times });
        string ticket = await PublishAsync($"{Image}1", source, "stumbling");

        await AssertDoneAsync(ticket);

        Assert.Equal(times, fault.Occurred);
        await AssertStoredAsync(source, "stumbling", unknownUploads: method == "POST" ? times : 0);
    }

    [Fact]
    public async Task Publish_RegistryWithTokensThatExpireAtOnce_EndsWithEveryByte()
    {
        await StartAsync(new RegistryBehaviour { Tokens = true, TokenLifetime = 1 });
        using var source = new ContainerImageFile(2, 20 * MiB, 5000);
        string ticket = await PublishAsync($"{Image}2", source, "tokens");

        await AssertDoneAsync(ticket);
    }

    [Fact]
    public async Task Publish_RegistryWithoutChunks_SendsEachBlobWhole()
    {
        await StartAsync(new RegistryBehaviour { Chunks = false });
        using var source = new ContainerImageFile(3, 20 * MiB);
        string ticket = await PublishAsync($"{Image}3", source, "whole");

        await AssertDoneAsync(ticket);

        await AssertStoredAsync(source, "whole");
    }

    [Fact]
    public async Task Publish_RegistryThatMountsNothing_SendsTheBlobsAgain()
    {
        await StartAsync(new RegistryBehaviour { Mounts = false });
        using var source = new ContainerImageFile(4, MiB);
        await AssertDoneAsync(await PublishAsync($"{Image}4", source, "first"));

        await AssertDoneAsync(await PublishAsync($"{Image}4", source, "second"));

        await AssertStoredAsync(source, "second");
    }

    [Fact]
    public async Task Publish_OpenShift_GivesItsTokenAsThePassword()
    {
        using var source = new ContainerImageFile(5, 1000);
        await running.Client.RegisterAsync($"{Image}5", await source.WriteDockerSaveAsync(isCompressed: true), "openshift");
        string ticket = await running.Client.PublishAsync($"{Image}5/pimages", RegistryBodies.OpenShift(_cloud.RegistryUrl, OpenShiftToken, "shift"));

        await AssertDoneAsync(ticket);

        Assert.StartsWith("team/shift@sha256:", (await running.Client.GetAsync(ticket)).Element("cloudId")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(running.Backend.Process.Output, line => line.Contains(OpenShiftToken, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publish_RepositoryThatTheAccountMayNotPushTo_FailsAndSaysSo(bool tokens)
    {
        await StartAsync(new RegistryBehaviour { Tokens = tokens, Forbidden = ["team/forbidden"] });
        using var source = new ContainerImageFile(6, 1000);
        string ticket = await PublishAsync($"{Image}6", source, "forbidden");

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "error"), status.ToString());
        Assert.Contains(tokens ? "may not do that in repository team/forbidden" : "DENIED", status.Element("errorMessage")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_FileThatIsNoContainerImage_FailsBeforeAnythingIsSent()
    {
        string file = Path.GetTempFileName();
        await using (var tar = new System.Formats.Tar.TarWriter(File.Create(file)))
            await tar.WriteEntryAsync(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "../escaped") { DataStream = new MemoryStream([1]) });
        await running.Client.RegisterAsync($"{Image}7", file, "docker");
        string ticket = await running.Client.PublishAsync($"{Image}7/pimages", Body("none"));

        XElement status = await running.Client.WaitForEndAsync(ticket);

        Assert.True(PublishingClient.IsTrue(status, "error"), status.ToString());
        Assert.Contains("../escaped would lie outside", status.Element("errorMessage")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(_cloud.RegistryRequests, request => request.Method != "GET");
        File.Delete(file);
    }

    [Fact]
    public async Task Cancel_UploadThatStalls_EndsWithinFiveSecondsAndLeavesNoUpload()
    {
        using var source = new ContainerImageFile(8, 20 * MiB, 30 * MiB);
        ArmedFault fault = Arm(new Fault
        {
            Service = "registry",
            Kind = FaultKind.Stall,
            Method = "PATCH",
            Path = "/uploads/",
            AfterBytes = 1000,
            Delay = 60,
            Times = null,
        });
        string ticket = await PublishAsync($"{Image}8", source, "stalled");
        await Eventually.GetAsync(() => Task.FromResult(fault.Occurred), count => count > 1, TimeSpan.FromSeconds(60));

        await running.Client.CancelAsync(ticket);

        XElement status = await running.Client.WaitForEndAsync(ticket, TimeSpan.FromSeconds(5));
        Assert.True(PublishingClient.IsTrue(status, "cancelled"), status.ToString());
        await Eventually.GetAsync(() => Task.FromResult(_cloud.OpenRegistryUploads), count => count == 0, TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_TagWasPutButItsReplyLost_TakesTheTagBack(bool hadTag)
    {
        using var source = new ContainerImageFile(9, 1000);
        string repository = hadTag ? "replaced" : "new";
        using RegistryReader reader = Reader();
        if (hadTag) await reader.PutManifestAsync($"team/{repository}", "1.0", "application/vnd.oci.image.index.v1+json", OldManifest);
        ArmedFault fault = Arm(new Fault { Service = "registry", Kind = FaultKind.DropAfter, Method = "PUT", Path = "/manifests/1.0", Times = null });
        string ticket = await PublishAsync($"{Image}9", source, repository);
        await Eventually.GetAsync(() => Task.FromResult(fault.Occurred), count => count > 0, TimeSpan.FromSeconds(60));
        _cloud.Faults.Clear();
        Arm(new Fault { Service = "registry", Kind = FaultKind.Status, Method = "PUT", Path = "/manifests/1.0", Times = hadTag ? 1 : null });

        await running.Client.CancelAsync(ticket);

        XElement status = await running.Client.WaitForEndAsync(ticket, TimeSpan.FromSeconds(5));
        Assert.True(PublishingClient.IsTrue(status, "cancelled"), status.ToString());
        string? tagged = (await Eventually.GetAsync(
            () => reader.FindManifestAsync($"team/{repository}", "1.0"),
            found => found is null ? !hadTag : hadTag && found.Value.Content.Length == OldManifest.Length,
            TimeSpan.FromSeconds(30)))?.MediaType;
        Assert.Equal(hadTag, tagged is not null);
        Assert.Null(await reader.FindManifestAsync($"team/{repository}", ContainerImageFile.Digest(source.Manifest)));
    }

    [Fact]
    public async Task Publish_BackendKilledInTheMiddleOfALayer_GoesOnWithThatUpload()
    {
        using var source = new ContainerImageFile(10, 96 * MiB);
        ArmedFault fault = Arm(new Fault { Service = "registry", Kind = FaultKind.Delay, Method = "PATCH", Path = "/uploads/", Delay = 0.2, Times = null });
        string ticket = await PublishAsync($"{Image}10", source, "resumed");
        await Eventually.GetAsync(() => Task.FromResult(fault.Occurred), count => count > 4, TimeSpan.FromSeconds(60));

        await running.Backend.KillAsync();
        await running.Backend.StartAgainAsync();
        await AssertDoneAsync(ticket);

        Assert.Equal(source.Blobs.Count, _cloud.RegistryRequests.Count(request => request.Method == "POST"));
        Assert.InRange(_cloud.RegistryRequests.Where(request => request.Method is "PATCH" or "PUT").Sum(request => request.Bytes), 96 * MiB, (96 + 10) * MiB);
        await AssertStoredAsync(source, "resumed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_WithTheCloudsImage_RemovesItOrSaysThatTheRegistryDoesNot(bool deletes)
    {
        await StartAsync(new RegistryBehaviour { Deletes = deletes });
        using var source = new ContainerImageFile(11, 1000);
        string ticket = await PublishAsync($"{Image}11", source, "deleted");
        await AssertDoneAsync(ticket);
        using HttpClient http = running.Backend.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"api/{ticket}?cloud=true");
        request.Content = new StringContent(RegistryBodies.Account(_cloud.RegistryUrl, "publisher", "publisher-secret", "again"), null, "application/xml");

        using HttpResponseMessage response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        using RegistryReader reader = Reader();
        if (deletes)
        {
            await Eventually.GetAsync(() => http.GetAsync($"api/{ticket}"), answer => answer.StatusCode == HttpStatusCode.NotFound, TimeSpan.FromMinutes(1));
            Assert.Null(await reader.FindManifestAsync("team/deleted", "1.0"));
        }
        else
        {
            XElement status = await running.Client.WaitForAsync(ticket, now => now.Element("message")!.Value.StartsWith("Still", StringComparison.Ordinal));
            Assert.Contains("the registry permits no deletion", status.Element("message")!.Value, StringComparison.Ordinal);
            Assert.NotNull(await reader.FindManifestAsync("team/deleted", "1.0"));
        }
    }

    private async Task StartAsync(RegistryBehaviour behaviour)
    {
        if (_cloud is not null) await _cloud.DisposeAsync();
        _cloud = await CloudSimulatorServer.StartAsync(Options with { Registry = behaviour });
    }

    private ArmedFault Arm(Fault fault) => _cloud.Faults.Add(fault);

    private async Task<string> PublishAsync(string image, ContainerImageFile source, string repository)
    {
        await running.Client.RegisterAsync(image, await source.WriteLayoutAsync(), "docker");
        return await running.Client.PublishAsync($"{image}/pimages", Body(repository));
    }

    private async Task AssertDoneAsync(string ticket)
    {
        XElement status = await running.Client.WaitForEndAsync(ticket);
        Assert.True(PublishingClient.IsTrue(status, "published"), status.ToString());
    }

    /// <summary>An upload whose location was lost with the reply is the registry's alone.</summary>
    private async Task AssertStoredAsync(ContainerImageFile source, string repository, int unknownUploads = 0)
    {
        using RegistryReader reader = Reader();
        Assert.Equal(source.Manifest, (await reader.FindManifestAsync($"team/{repository}", "1.0"))!.Value.Content);
        foreach (string blob in source.Blobs) Assert.Equal(blob, await reader.DigestOfBlobAsync($"team/{repository}", blob));
        Assert.Equal(unknownUploads, _cloud.OpenRegistryUploads);
    }

    private RegistryReader Reader() => new(_cloud.RegistryUrl, "publisher", "publisher-secret");

    private string Body(string repository) => RegistryBodies.Docker(_cloud.RegistryUrl, "publisher", "publisher-secret", repository);
}
