using CloudSimulator;
using CloudSimulator.Ims;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Clouds.Tests.OpenTelekomCloud;

/// <summary>Sharing at Open Telekom Cloud, one by one and in batches.</summary>
public sealed class ImsSharingTests : IAsyncLifetime
{
    private static readonly string s_owner = TelekomBed.ProjectOf(TelekomBed.Publisher);
    private static readonly string s_consumer = TelekomBed.ProjectOf(TelekomBed.Consumer);
    private static readonly string s_outsider = TelekomBed.ProjectOf("outsider");

    private TelekomBed _bed = null!;
    private OpenStackSession _session = null!;

    public async Task InitializeAsync()
    {
        _bed = await TelekomBed.StartAsync(new CloudSimulatorOptions { Ims = new ImsOptions { MemberQuota = 2 }, ExtraProjects = new HashSet<string> { new('a', 32) } });
        _session = await _bed.LogInAsync(TelekomBed.Publisher);
    }

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task Batch_AddAcceptRemove_ChangesTheMembers()
    {
        string[] images = [_bed.Cloud.AddImage(s_owner, "one"), _bed.Cloud.AddImage(s_owner, "two")];

        var added = await RunAsync(_bed.Members.AddAsync(_session, images, [s_consumer, s_outsider], CancellationToken.None));
        var recipient = await _bed.LogInAsync(TelekomBed.Consumer);
        var job = await _bed.Members.SetStatusAsync(recipient, images, MemberStatus.Accepted, null, CancellationToken.None);
        var accepted = await _bed.WaitAsync(recipient, job);
        var rows = await MembersOfAsync(images[1]);
        var removed = await RunAsync(_bed.Members.RemoveAsync(_session, images, [s_outsider], CancellationToken.None));

        Assert.Equal((ImsJobState.Succeeded, "imsAddImageMembersJob", 4), (added.State, added.Type, added.Results.Count));
        Assert.All(added.Results, result => Assert.True(result.IsSuccess));
        Assert.Equal((ImsJobState.Succeeded, ImsJobState.Succeeded), (accepted.State, removed.State));
        Assert.Equal(MemberStatus.Accepted, rows.Single(row => row.ProjectId == s_consumer).Status);
        Assert.Equal(MemberStatus.Pending, rows.Single(row => row.ProjectId == s_outsider).Status);
        Assert.Equal([s_consumer], (await MembersOfAsync(images[0])).Select(row => row.ProjectId));
    }

    [Fact]
    public async Task Batch_OnePairFails_JobFailsWhileTheOthersAreDone()
    {
        var image = _bed.Cloud.AddImage(s_owner, "one");
        _bed.Cloud.Script.FailProject(s_outsider, "IMG.0112");

        var job = await RunAsync(_bed.Members.AddAsync(_session, [image], [s_outsider, s_consumer], CancellationToken.None));

        Assert.Equal((ImsJobState.Failed, "IMG.0112"), (job.State, job.ErrorCode));
        Assert.Equal([s_consumer], (await MembersOfAsync(image)).Select(row => row.ProjectId));
        Assert.Equal([false, true], job.Results.Select(result => result.IsSuccess));
    }

    [Theory]
    [InlineData("self", "IMG.0076")]
    [InlineData("unknown", "IMG.0108")]
    [InlineData("queued", "IMG.0046")]
    [InlineData("public", "IMG.0089")]
    [InlineData("encrypted", "IMG.0099")]
    [InlineData("default key", "IMG.0098")]
    [InlineData("quota", "IMG.0088")]
    public async Task Native_AddThatImsRefuses_HasItsCode(string why, string code)
    {
        var image = _bed.Cloud.AddImage(
            s_owner,
            "one",
            why == "queued" ? "queued" : "active",
            why == "public" ? "public" : "private",
            why switch { "encrypted" => "key-1", "default key" => "default", _ => null });
        if (why == "quota")
        {
            await AddAsync(image, s_outsider);
            await AddAsync(image, new string('a', 32));
        }

        var error = await Assert.ThrowsAsync<CloudException>(
            () => AddAsync(image, why switch { "self" => s_owner, "unknown" => new string('f', 32), _ => s_consumer }));

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task Native_AddAgain_IsAConflict()
    {
        var image = _bed.Cloud.AddImage(s_owner, "one");
        await AddAsync(image, s_consumer);

        var error = await Assert.ThrowsAsync<CloudException>(() => AddAsync(image, s_consumer));

        Assert.Equal(CloudErrorCode.Conflict, error.Code);
    }

    [Fact]
    public async Task Batch_ImageOfAnother_IsRefusedBeforeThereIsAJob()
    {
        var image = _bed.Cloud.AddImage(s_outsider, "theirs");

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Members.AddAsync(_session, [image], [s_consumer], CancellationToken.None));

        Assert.Equal("IMG.0047", error.Code);
    }

    [Fact]
    public async Task Grant_ToTheRecipientsAccount_MakesAnEncryptedImageShareable()
    {
        var image = _bed.Cloud.AddImage(s_owner, "one", keyId: "key-1");

        var grant = await _bed.Kms.CreateGrantAsync(
            _session, _bed.Cloud.KmsUrl, "key-1", CloudSimulator.Ims.OpenTelekomCloud.AccountId(s_consumer), CancellationToken.None);
        await AddAsync(image, s_consumer);

        Assert.NotEmpty(grant);
        Assert.Single(await MembersOfAsync(image));
    }

    [Fact]
    public async Task Grant_OfTheDefaultKey_HasTheCodeOfKms()
    {
        var error = await Assert.ThrowsAsync<CloudException>(
            () => _bed.Kms.CreateGrantAsync(_session, _bed.Cloud.KmsUrl, "default", "account", CancellationToken.None));

        Assert.Equal("KMS.0201", error.Code);
    }

    [Fact]
    public async Task ListShared_Pending_HasTheOfferAndAcceptedHasNot()
    {
        var image = _bed.Cloud.AddImage(s_owner, "one");
        await AddAsync(image, s_consumer);
        var recipient = await _bed.LogInAsync(TelekomBed.Consumer);

        var pending = await _bed.Ims.ListSharedAsync(recipient, "pending", CancellationToken.None).ToListAsync();
        var accepted = await _bed.Ims.ListSharedAsync(recipient, "accepted", CancellationToken.None).ToListAsync();

        Assert.Equal(image, Assert.Single(pending).Id.ToString());
        Assert.Empty(accepted);
    }

    [Fact]
    public async Task Find_JobThatIsNotOurs_IsNull()
    {
        var image = _bed.Cloud.AddImage(s_owner, "one");
        var job = await _bed.Members.AddAsync(_session, [image], [s_consumer], CancellationToken.None);
        var other = await _bed.LogInAsync("outsider");

        Assert.Null(await _bed.Jobs.FindAsync(other, job, CancellationToken.None));
    }

    [Fact]
    public async Task Quotas_OfAProject_CountItsImages()
    {
        _bed.Cloud.AddImage(s_owner, "one");

        var quotas = await _bed.Members.ListQuotasAsync(_session, CancellationToken.None);

        Assert.Contains(new ImsQuota("image", 1, 50), quotas);
        Assert.Contains(new ImsQuota("image_member", 0, 2), quotas);
    }

    private Task<ImageMember> AddAsync(string image, string project) => _bed.Native.AddAsync(_session, image, project, CancellationToken.None);

    private Task<IReadOnlyList<ImageMember>> MembersOfAsync(string image) => _bed.Native.ListAsync(_session, image, CancellationToken.None);

    private async Task<ImsJob> RunAsync(Task<string> submission) => await _bed.WaitAsync(_session, await submission);
}
