using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <inheritdoc cref="CloudTests"/>
public abstract class GlanceContractTests(TestCloud cloud) : CloudTests(cloud)
{
    private const int MiB = 1024 * 1024;

    [ContractFact]
    public async Task AnyCall_BadToken_AsksForANewLogin()
    {
        var session = await Clients.LogInAsync(Cloud) with { Token = "not-a-token" };

        var error = await FailsAsync(() => Clients.FindAsync(session, Guid.CreateVersion7()));

        Assert.Equal((CloudErrorCode.TokenRejected, 401), (error.Code, error.Status));
    }

    [ContractFact]
    public async Task Create_New_IsQueuedAndTheProjects()
    {
        var session = await Clients.LogInAsync(Cloud);
        var wanted = CloudClients.NewImage(("publication", "käse/1"), ("os_type", "linux"));

        await Clients.CreateAsync(session, wanted);
        var image = await Clients.FindAsync(session, wanted.Id);

        Assert.NotNull(image);
        Assert.Equal((wanted.Id, wanted.Name, "private"), (image.Id, image.Name, image.Visibility));
        Assert.Equal(("raw", "bare"), (image.DiskFormat, image.ContainerFormat));
        Assert.Equal((GlanceImageStatus.Queued, session.ProjectId), (image.Status, image.Owner));
        Assert.Equal((null, null, null, null), (image.Size, image.Checksum, image.HashAlgorithm, image.HashValue));
        Assert.Equal(["one", "two"], image.Tags.Order());
        Assert.Equal("käse/1", image.Properties["publication"]);
        Assert.Equal("linux", image.Properties["os_type"]);
    }

    [ContractFact]
    public async Task Create_IdThatIsOrWasInUse_IsAConflict()
    {
        var session = await Clients.LogInAsync(Cloud);
        var image = CloudClients.NewImage();
        await Clients.CreateAsync(session, image);

        var inUse = await FailsAsync(() => Clients.CreateAsync(session, image));
        await Clients.DeleteAsync(session, image.Id);
        var wasInUse = await FailsAsync(() => Clients.CreateAsync(session, image));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Conflict, 409), (inUse.Kind, inUse.Code, inUse.Status));
        Assert.Equal($"Glance: create image: 409, Image ID {image.Id} already exists!", inUse.Message);
        Assert.Equal(inUse.Message, wasInUse.Message);
    }

    [ContractFact]
    public async Task Create_UnknownDiskFormat_IsABadRequestThatNamesIt()
    {
        var session = await Clients.LogInAsync(Cloud);

        var error = await FailsAsync(() => Clients.CreateAsync(session, CloudClients.NewImage() with { DiskFormat = "floppy" }));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadRequest, 400), (error.Kind, error.Code, error.Status));
        Assert.Contains("'floppy' is not one of", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Create_MorePropertiesThanAllowed_IsTooLarge()
    {
        var session = await Clients.LogInAsync(Cloud);
        var properties = Enumerable.Range(0, 129).Select(number => ($"p{number}", "v")).ToArray();

        var error = await FailsAsync(() => Clients.CreateAsync(session, CloudClients.NewImage(properties)));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.TooLarge, 413), (error.Kind, error.Code, error.Status));
        Assert.Contains("Attempted: 129, Maximum: 128", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Create_PublicByMember_IsForbidden()
    {
        var session = await Clients.LogInAsync(Cloud);

        var error = await FailsAsync(() => Clients.CreateAsync(session, CloudClients.NewImage() with { Visibility = "public" }));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Forbidden, 403), (error.Kind, error.Code, error.Status));
        Assert.Equal("Glance: create image: 403, You are not authorized to complete publicize_image action.", error.Message);
    }

    [ContractFact]
    public async Task Create_PublicByAdmin_IsSeenByOthers()
    {
        var admin = await Clients.LogInAsync(Cloud, "admin");
        var image = await Clients.CreateAsync(admin, CloudClients.NewImage() with { Visibility = "public" });

        var seen = await Clients.FindAsync(await Clients.LogInAsync(Cloud, "outsider"), image.Id);

        Assert.Equal("public", seen?.Visibility);
        await Clients.DeleteAsync(admin, image.Id);
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
        var session = await Clients.LogInAsync(Cloud);
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
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);

        await Assert.ThrowsAsync<EndOfStreamException>(
            () => Clients.Glance.UploadImageAsync(
                session, id, new RandomStream(MiB), 2 * MiB, new Progress<long>(), CancellationToken.None));

        await Clients.WaitForStatusAsync(session, id, GlanceImageStatus.Queued);
    }

    [ContractFact]
    public async Task Upload_SecondTime_IsAConflictBeforeAByteIsRead()
    {
        var session = await Clients.LogInAsync(Cloud);
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
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);
        using var data = new RandomStream(17L << 30);

        var error = await FailsAsync(() => Clients.UploadAsync(session, id, data));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.TooLarge, 413), (error.Kind, error.Code, error.Status));
        Assert.Contains("Image exceeds the storage quota", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, data.Position);
        await Clients.WaitForStatusAsync(session, id, GlanceImageStatus.Queued);
    }

    [ContractFact]
    public async Task Upload_ImageDeletedMeanwhile_IsNotFoundAndStaysDeleted()
    {
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);
        var halfSent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var deleted = new ManualResetEventSlim();
        using var data = new RandomStream(64 * MiB, read: position =>
        {
            if (position >= 32 * MiB && halfSent.TrySetResult())
            {
                deleted.Wait(TimeSpan.FromSeconds(20));
            }
        });

        var upload = Clients.UploadAsync(session, id, data);
        await halfSent.Task;
        var wasThere = await Clients.DeleteAsync(session, id);
        deleted.Set();
        var error = await FailsAsync(() => upload);

        Assert.True(wasThere);
        Assert.Equal(CloudErrorCode.NotFound, error.Code);
        Assert.Null(await Clients.FindAsync(session, id));
    }

    [ContractFact]
    public async Task Update_PropertiesVisibilityAndName_AreReplacedAddedAndRemoved()
    {
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);
        await Clients.UploadAsync(session, id, new RandomStream(10));

        var image = await Clients.UpdateAsync(
            session, id, ("publication", "q"), ("a/b~c", "new"), ("visibility", "shared"), ("name", "renamed"));
        var without = await Clients.UpdateAsync(session, id, ("publication", null));

        Assert.Equal(("q", "new"), (image.Properties["publication"], image.Properties["a/b~c"]));
        Assert.Equal(("shared", "renamed"), (image.Visibility, image.Name));
        Assert.Equal(["a/b~c"], without.Properties.Keys.Where(name => !name.StartsWith("os_", StringComparison.Ordinal)));
    }

    [ContractFact]
    public async Task Update_PublicByMember_IsForbidden()
    {
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);

        var error = await FailsAsync(() => Clients.UpdateAsync(session, id, ("visibility", "public")));

        Assert.Equal((CloudErrorCode.Forbidden, 403), (error.Code, error.Status));
    }

    [ContractFact]
    public async Task Update_RemoveWhatIsNotThere_IsAConflictThatNamesIt()
    {
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);

        var error = await FailsAsync(() => Clients.UpdateAsync(session, id, ("absent", null)));

        Assert.Equal((CloudErrorCode.Conflict, 409), (error.Code, error.Status));
        Assert.Contains("Property absent does not exist.", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task List_ByProperty_GivesAllPagesOfTheOwnProjectOnly()
    {
        var session = await Clients.LogInAsync(Cloud);
        var value = $"list & {Guid.CreateVersion7()}";
        var mine = CloudClients.NewImage(("publication", value));
        var wanted = new HashSet<Guid>();
        for (var i = 0; i < 22; i++)
        {
            wanted.Add((await Clients.CreateAsync(session, mine with { Id = Guid.CreateVersion7() })).Id);
        }

        await Clients.UploadAsync(session, wanted.First(), new RandomStream(10));
        await Clients.CreateAsync(session);
        var admin = await Clients.LogInAsync(Cloud, "admin");
        await Clients.CreateAsync(admin, mine with { Id = Guid.CreateVersion7(), Visibility = "public" });

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
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);

        Assert.True(await Clients.DeleteAsync(session, id));
        Assert.False(await Clients.DeleteAsync(session, id));
        Assert.Null(await Clients.FindAsync(session, id));
    }

    [ContractFact]
    public async Task Delete_Protected_IsForbidden()
    {
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);
        await ProtectAsync(session, id);

        var error = await FailsAsync(() => Clients.DeleteAsync(session, id));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.Forbidden, 403), (error.Kind, error.Code, error.Status));
        Assert.Equal($"Glance: delete image: 403, Image {id} is protected and cannot be deleted.", error.Message);
    }

    [ContractFact]
    public async Task AnyCall_UnknownOrForeignImage_IsNotThere()
    {
        var owner = await Clients.LogInAsync(Cloud);
        var foreign = await Clients.CreateAsync(owner);
        var session = await Clients.LogInAsync(Cloud, "outsider");

        foreach (var id in (Guid[])[foreign, Guid.CreateVersion7()])
        {
            Assert.Null(await Clients.FindAsync(session, id));
            Assert.False(await Clients.DeleteAsync(session, id));
            // More than 1,024 bytes: less .NET sends even after a refusal, into a connection that uWSGI has closed.
            var upload = await FailsAsync(() => Clients.UploadAsync(session, id, new RandomStream(4096)));
            var update = await FailsAsync(() => Clients.UpdateAsync(session, id, ("a", "b")));
            Assert.Equal((CloudErrorCode.NotFound, CloudErrorCode.NotFound), (upload.Code, update.Code));
        }

        Assert.NotNull(await Clients.FindAsync(owner, foreign));
    }

    private async Task UploadAndCompareAsync(long length)
    {
        var session = await Clients.LogInAsync(Cloud);
        var id = await Clients.CreateAsync(session);
        var progress = new LastReport();
        using var data = new RandomStream(length, seed: 7);

        await Clients.Glance.UploadImageAsync(session, id, data, length, progress, CancellationToken.None);

        var image = await Clients.FindAsync(session, id);
        var (md5, sha512) = RandomStream.Hashes(length, seed: 7);
        Assert.Equal((GlanceImageStatus.Active, length, md5), (image!.Status, image.Size, image.Checksum));
        Assert.Equal(("sha512", sha512), (image.HashAlgorithm, image.HashValue));
        Assert.Equal(length, progress.Value);
        await Clients.DeleteAsync(session, id);
    }

    private async Task ProtectAsync(OpenStackSession session, Guid id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(Cloud.GlanceUrl, $"/v2/images/{id}"));
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
