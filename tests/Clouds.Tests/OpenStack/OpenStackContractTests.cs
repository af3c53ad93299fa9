using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>
/// What a publish relies on, run on real Keystone and Glance and on the simulator, so that the two can't drift apart.
/// </summary>
public abstract class OpenStackContractTests(TestCloud cloud) : IDisposable
{
    private const int MiB = 1024 * 1024;

    protected CloudClients Clients { get; } = new();

    protected TestCloud Cloud => cloud;

    public void Dispose()
    {
        Clients.Dispose();
        GC.SuppressFinalize(this);
    }

    [ContractFact]
    public async Task Authenticate_RightPassword_GivesTokenOfTheProject()
    {
        var session = await Clients.LogInAsync(cloud);

        Assert.NotEmpty(session.Token);
        Assert.InRange(session.ExpiresAt - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        Assert.Equal(cloud.User("publisher").ProjectId, session.ProjectId);
        Assert.Equal(cloud.GlanceUrl, session.ImageEndpoint);
    }

    [ContractFact]
    public async Task Authenticate_AnyPartOfTheLoginWrong_SaysOnlyThatItFailed()
    {
        var right = cloud.Credentials("publisher");
        OpenStackCredentials[] wrong =
        [
            right with { Password = "not-the-secret" },
            right with { Login = "nobody" },
            right with { Project = "no-such-project" },
            right with { Project = "consumer" },
            right with { Domain = "no-such-domain" },
        ];

        foreach (var credentials in wrong)
        {
            var error = await FailsAsync(() => Clients.Keystone.AuthenticateAsync(credentials, CancellationToken.None));

            Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.AuthenticationFailed, 401), (error.Kind, error.Code, error.Status));
            Assert.DoesNotContain(credentials.Password, error.ToString());
        }
    }

    [ContractFact]
    public async Task Authenticate_UrlsWithAndWithoutVersion_AllWork()
    {
        var right = cloud.Credentials("publisher");
        foreach (var suffix in (string[])["", "/", "/v3", "/v3/"])
        {
            var credentials = right with { KeystoneUrl = new Uri(cloud.KeystoneUrl.AbsoluteUri.TrimEnd('/') + suffix) };
            Assert.Equal(cloud.GlanceUrl, (await Clients.Keystone.AuthenticateAsync(credentials, CancellationToken.None)).ImageEndpoint);
        }

        foreach (var suffix in (string[])["/", "/v2", "/v2/"])
        {
            var credentials = right with { GlanceUrl = new Uri(cloud.GlanceUrl.AbsoluteUri.TrimEnd('/') + suffix) };
            Assert.Equal(cloud.GlanceUrl, (await Clients.Keystone.AuthenticateAsync(credentials, CancellationToken.None)).ImageEndpoint);
        }
    }

    [ContractFact]
    public async Task Authenticate_DomainCalledDefaultOrNone_IsTheDefaultDomain()
    {
        foreach (var domain in (string?[])["default", null])
        {
            var session = await Clients.Keystone.AuthenticateAsync(cloud.Credentials("publisher") with { Domain = domain }, CancellationToken.None);
            Assert.Equal(cloud.User("publisher").ProjectId, session.ProjectId);
        }
    }

    [ContractFact]
    public async Task Authenticate_NoGlanceUrl_TakesTheCatalogues()
    {
        var credentials = cloud.Credentials("publisher") with { GlanceUrl = null };

        var session = await Clients.Keystone.AuthenticateAsync(credentials, CancellationToken.None);
        var error = await FailsAsync(() => Clients.Keystone.AuthenticateAsync(credentials with { Region = "Elsewhere" }, CancellationToken.None));

        Assert.Equal(cloud.GlanceUrl, session.ImageEndpoint);
        Assert.Equal(CloudErrorCode.NoImageEndpoint, error.Code);
        Assert.Contains("Elsewhere", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Authenticate_NoProjectAtAll_SaysSo()
    {
        var error = await FailsAsync(() => Clients.Keystone.AuthenticateAsync(cloud.Credentials("publisher") with { Project = null }, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.NoProject), (error.Kind, error.Code));
    }

    [ContractFact]
    public async Task AnyCall_BadToken_AsksForANewLogin()
    {
        var session = await Clients.LogInAsync(cloud) with { Token = "not-a-token" };

        var error = await FailsAsync(() => Clients.Glance.FindImageAsync(session, Guid.CreateVersion7(), CancellationToken.None));

        Assert.Equal((CloudErrorCode.TokenRejected, 401), (error.Code, error.Status));
    }

    [ContractFact]
    public async Task Create_New_IsQueuedAndTheProjects()
    {
        var session = await Clients.LogInAsync(cloud);
        var wanted = CloudClients.NewImage(properties: new Dictionary<string, string> { ["publication"] = "käse/1", ["os_type"] = "linux" });

        await Clients.Glance.CreateImageAsync(session, wanted, CancellationToken.None);
        var image = await Clients.Glance.FindImageAsync(session, wanted.Id, CancellationToken.None);

        Assert.NotNull(image);
        Assert.Equal((wanted.Id, wanted.Name, "raw", "bare", "private"), (image.Id, image.Name, image.DiskFormat, image.ContainerFormat, image.Visibility));
        Assert.Equal((GlanceImageStatus.Queued, session.ProjectId), (image.Status, image.Owner));
        Assert.Equal((null, null, null, null), (image.Size, image.Checksum, image.HashAlgorithm, image.HashValue));
        Assert.Equal(["one", "two"], image.Tags.Order());
        Assert.Equal("käse/1", image.Properties["publication"]);
        Assert.Equal("linux", image.Properties["os_type"]);
    }

    [ContractFact]
    public async Task Create_IdThatIsOrWasInUse_IsAConflict()
    {
        var session = await Clients.LogInAsync(cloud);
        var image = CloudClients.NewImage();
        await Clients.Glance.CreateImageAsync(session, image, CancellationToken.None);

        var inUse = await FailsAsync(() => Clients.Glance.CreateImageAsync(session, image, CancellationToken.None));
        await Clients.Glance.DeleteImageAsync(session, image.Id, CancellationToken.None);
        var wasInUse = await FailsAsync(() => Clients.Glance.CreateImageAsync(session, image, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Conflict, 409), (inUse.Kind, inUse.Code, inUse.Status));
        Assert.Equal($"Glance: create image: 409, Image ID {image.Id} already exists!", inUse.Message);
        Assert.Equal(inUse.Message, wasInUse.Message);
    }

    [ContractFact]
    public async Task Create_UnknownDiskFormat_IsABadRequestThatNamesIt()
    {
        var session = await Clients.LogInAsync(cloud);

        var error = await FailsAsync(() => Clients.Glance.CreateImageAsync(
            session, CloudClients.NewImage() with { DiskFormat = "floppy" }, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadRequest, 400), (error.Kind, error.Code, error.Status));
        Assert.Contains("'floppy' is not one of", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Create_MorePropertiesThanAllowed_IsTooLarge()
    {
        var session = await Clients.LogInAsync(cloud);
        var properties = Enumerable.Range(0, 129).ToDictionary(number => $"p{number}", _ => "v");

        var error = await FailsAsync(() => Clients.Glance.CreateImageAsync(
            session, CloudClients.NewImage(properties: properties), CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.TooLarge, 413), (error.Kind, error.Code, error.Status));
        Assert.Contains("Attempted: 129, Maximum: 128", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Create_PublicByMember_IsForbidden()
    {
        var session = await Clients.LogInAsync(cloud);

        var error = await FailsAsync(() => Clients.Glance.CreateImageAsync(session, CloudClients.NewImage("public"), CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Forbidden, 403), (error.Kind, error.Code, error.Status));
        Assert.Equal("Glance: create image: 403, You are not authorized to complete publicize_image action.", error.Message);
    }

    [ContractFact]
    public async Task Create_PublicByAdmin_IsSeenByOthers()
    {
        var admin = await Clients.LogInAsync(cloud, "admin");
        var image = await Clients.Glance.CreateImageAsync(admin, CloudClients.NewImage("public"), CancellationToken.None);

        var seen = await Clients.Glance.FindImageAsync(await Clients.LogInAsync(cloud, "outsider"), image.Id, CancellationToken.None);

        Assert.Equal("public", seen?.Visibility);
        await Clients.Glance.DeleteImageAsync(admin, image.Id, CancellationToken.None);
    }

    [ContractFact]
    public Task Upload_FewBytes_IsActiveWithTheirHashes() => UploadAndCompareAsync(10);

    [ContractFact]
    public Task Upload_64MiB_IsActiveWithTheirHashes() => UploadAndCompareAsync(64 * MiB);

    [ContractFact]
    public Task Upload_NoBytes_IsActiveAndEmpty() => UploadAndCompareAsync(0);

    [ContractFact]
    public async Task Upload_CancelledInTheMiddle_IsQueuedAgainAndCanBeRepeated()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);
        using var cancel = new CancellationTokenSource();
        using var data = new RandomStream(64 * MiB, read: position =>
        {
            if (position > 32 * MiB)
            {
                cancel.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Clients.Glance.UploadImageAsync(session, id, data, data.Length, new Progress<long>(), cancel.Token));
        await Clients.WaitForStatusAsync(session, id, GlanceImageStatus.Queued);
        await Clients.UploadAsync(session, id, new RandomStream(MiB));

        Assert.Equal(MiB, (await Clients.WaitForStatusAsync(session, id, GlanceImageStatus.Active)).Size);
    }

    [ContractFact]
    public async Task Upload_DataEndEarly_ThrowsThatAndIsQueuedAgain()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);

        await Assert.ThrowsAsync<EndOfStreamException>(
            () => Clients.Glance.UploadImageAsync(session, id, new RandomStream(MiB), 2 * MiB, new Progress<long>(), CancellationToken.None));

        await Clients.WaitForStatusAsync(session, id, GlanceImageStatus.Queued);
    }

    [ContractFact]
    public async Task Upload_SecondTime_IsAConflictBeforeAByteIsRead()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);
        await Clients.UploadAsync(session, id, new RandomStream(10));
        using var again = new RandomStream(64 * MiB);

        var error = await FailsAsync(() => Clients.UploadAsync(session, id, again));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Conflict, 409), (error.Kind, error.Code, error.Status));
        Assert.Equal("Glance: upload image: 409, Image status transition from active to saving is not allowed", error.Message);
        Assert.Equal(0, again.Position);
    }

    [ContractFact]
    public async Task Upload_OverTheQuota_IsTooLargeBeforeAByteIsReadAndQueuedAgain()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);
        using var data = new RandomStream(17L << 30);

        var error = await FailsAsync(() => Clients.UploadAsync(session, id, data));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.TooLarge, 413), (error.Kind, error.Code, error.Status));
        Assert.Contains("Image exceeds the storage quota", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, data.Position);
        await Clients.WaitForStatusAsync(session, id, GlanceImageStatus.Queued);
    }

    [ContractFact]
    public async Task Update_PropertiesVisibilityAndName_AreReplacedAddedAndRemoved()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);
        await Clients.UploadAsync(session, id, new RandomStream(10));

        var image = await Clients.Glance.UpdateImageAsync(
            session,
            id,
            new Dictionary<string, string?> { ["publication"] = "q", ["a/b~c"] = "new", ["visibility"] = "shared", ["name"] = "renamed" },
            CancellationToken.None);
        var without = await Clients.Glance.UpdateImageAsync(session, id, new Dictionary<string, string?> { ["publication"] = null }, CancellationToken.None);

        Assert.Equal(("q", "new"), (image.Properties["publication"], image.Properties["a/b~c"]));
        Assert.Equal(("shared", "renamed"), (image.Visibility, image.Name));
        Assert.Equal(["a/b~c"], without.Properties.Keys.Where(name => !name.StartsWith("os_", StringComparison.Ordinal)));
    }

    [ContractFact]
    public async Task Update_PublicByMember_IsForbidden()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);

        var error = await FailsAsync(() => Clients.Glance.UpdateImageAsync(
            session, id, new Dictionary<string, string?> { ["visibility"] = "public" }, CancellationToken.None));

        Assert.Equal((CloudErrorCode.Forbidden, 403), (error.Code, error.Status));
    }

    [ContractFact]
    public async Task Update_RemoveWhatIsNotThere_IsAConflictThatNamesIt()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);

        var error = await FailsAsync(() => Clients.Glance.UpdateImageAsync(
            session, id, new Dictionary<string, string?> { ["absent"] = null }, CancellationToken.None));

        Assert.Equal((CloudErrorCode.Conflict, 409), (error.Code, error.Status));
        Assert.Contains("Property absent does not exist.", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task List_ByProperty_GivesAllPagesOfTheOwnProjectOnly()
    {
        var session = await Clients.LogInAsync(cloud);
        var value = $"list & {Guid.CreateVersion7()}";
        var mine = CloudClients.NewImage(properties: new Dictionary<string, string> { ["publication"] = value });
        var wanted = new HashSet<Guid>();
        for (var i = 0; i < 22; i++)
        {
            wanted.Add((await Clients.Glance.CreateImageAsync(session, mine with { Id = Guid.CreateVersion7() }, CancellationToken.None)).Id);
        }

        await Clients.UploadAsync(session, wanted.First(), new RandomStream(10));
        await Clients.CreateAsync(session);
        var admin = await Clients.LogInAsync(cloud, "admin");
        await Clients.Glance.CreateImageAsync(admin, mine with { Id = Guid.CreateVersion7(), Visibility = "public" }, CancellationToken.None);

        var found = new List<GlanceImage>();
        await foreach (var image in Clients.Glance.ListImagesAsync(session, "publication", value, CancellationToken.None))
        {
            found.Add(image);
        }

        Assert.Equal(wanted.Order(), found.Select(image => image.Id).Order());
        Assert.Single(found, image => image.Status == GlanceImageStatus.Active);
    }

    [ContractFact]
    public async Task Delete_Twice_IsTrueThenFalse()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);

        Assert.True(await Clients.Glance.DeleteImageAsync(session, id, CancellationToken.None));
        Assert.False(await Clients.Glance.DeleteImageAsync(session, id, CancellationToken.None));
        Assert.Null(await Clients.Glance.FindImageAsync(session, id, CancellationToken.None));
    }

    [ContractFact]
    public async Task Delete_Protected_IsForbidden()
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);
        await ProtectAsync(session, id);

        var error = await FailsAsync(() => Clients.Glance.DeleteImageAsync(session, id, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Forbidden, 403), (error.Kind, error.Code, error.Status));
        Assert.Equal($"Glance: delete image: 403, Image {id} is protected and cannot be deleted.", error.Message);
    }

    [ContractFact]
    public async Task AnyCall_UnknownOrForeignImage_IsNotThere()
    {
        var owner = await Clients.LogInAsync(cloud);
        var foreign = await Clients.CreateAsync(owner);
        var session = await Clients.LogInAsync(cloud, "outsider");

        foreach (var id in (Guid[])[foreign, Guid.CreateVersion7()])
        {
            Assert.Null(await Clients.Glance.FindImageAsync(session, id, CancellationToken.None));
            Assert.False(await Clients.Glance.DeleteImageAsync(session, id, CancellationToken.None));
            var upload = await FailsAsync(() => Clients.UploadAsync(session, id, new RandomStream(10)));
            var update = await FailsAsync(() => Clients.Glance.UpdateImageAsync(
                session, id, new Dictionary<string, string?> { ["a"] = "b" }, CancellationToken.None));
            Assert.Equal((CloudErrorCode.NotFound, CloudErrorCode.NotFound), (upload.Code, update.Code));
        }

        Assert.NotNull(await Clients.Glance.FindImageAsync(owner, foreign, CancellationToken.None));
    }

    protected static Task<CloudException> FailsAsync(Func<Task> call) => Assert.ThrowsAsync<CloudException>(call);

    private async Task UploadAndCompareAsync(long length)
    {
        var session = await Clients.LogInAsync(cloud);
        var id = await Clients.CreateAsync(session);
        var progress = new LastReport();
        using var data = new RandomStream(length, seed: 7);

        await Clients.Glance.UploadImageAsync(session, id, data, length, progress, CancellationToken.None);

        var image = await Clients.Glance.FindImageAsync(session, id, CancellationToken.None);
        var (md5, sha512) = RandomStream.Hashes(length, seed: 7);
        Assert.Equal((GlanceImageStatus.Active, length, md5), (image!.Status, image.Size, image.Checksum));
        Assert.Equal(("sha512", sha512), (image.HashAlgorithm, image.HashValue));
        Assert.Equal(length, progress.Value);
        await Clients.Glance.DeleteImageAsync(session, id, CancellationToken.None);
    }

    private async Task ProtectAsync(OpenStackSession session, Guid id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(cloud.GlanceUrl, $"/v2/images/{id}"));
        request.Headers.Add("X-Auth-Token", session.Token);
        request.Content = new StringContent("""[{"op": "replace", "path": "/protected", "value": true}]""");
        request.Content.Headers.ContentType = new("application/openstack-images-v2.1-json-patch");
        using var response = await Clients.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }

    private sealed class LastReport : IProgress<long>
    {
        public long Value { get; private set; }

        public void Report(long value) => Value = value;
    }
}
