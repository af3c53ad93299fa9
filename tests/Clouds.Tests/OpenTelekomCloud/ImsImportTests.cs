using CloudSimulator.Faults;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Clouds.Tests.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenTelekomCloud;

/// <summary>Images made of objects in OBS.</summary>
public sealed class ImsImportTests : IAsyncLifetime
{
    private const string Key = "imports/disk";
    private const int Size = 300_000;
    private static readonly NewImsImage s_image = new("web 1.0", KeyValuePair.Create("publication", "p-1"), 1, "qcow2", null);

    private TelekomBed _bed = null!;
    private OpenStackSession _session = null!;

    public async Task InitializeAsync()
    {
        _bed = await TelekomBed.StartAsync();
        _session = await _bed.LogInAsync(TelekomBed.Publisher);
        var upload = await _bed.Obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None);
        var part = await _bed.Obs.PutPartAsync(
            _bed.Bucket(), Key, upload, 1, new RandomStream(Size), Size, new Progress<long>(), CancellationToken.None);
        await _bed.Obs.CompleteUploadAsync(_bed.Bucket(), Key, upload, [part], CancellationToken.None);
    }

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task Import_OfAnObject_IsActiveAndFoundByNameAndTag()
    {
        var job = await _bed.WaitAsync(_session, await ImportAsync());

        var image = await FindAsync();
        Assert.Equal((ImsJobState.Succeeded, image.Id.ToString()), (job.State, job.ImageId));
        Assert.Equal((GlanceImageStatus.Active, (long?)Size), (image.Status, image.Size));
    }

    [Fact]
    public async Task Import_ReplyLost_IsUnknownAndTheImageIsFound()
    {
        _bed.Arm(FaultKind.DropAfter, "ims", "POST");

        var error = await Assert.ThrowsAsync<CloudException>(ImportAsync);

        Assert.Equal(CloudErrorKind.Unknown, error.Kind);
        Assert.Equal(s_image.Name, (await FindAsync()).Name);
    }

    [Fact]
    public async Task Register_QueuedImage_BecomesActive()
    {
        var image = await _bed.Ims.CreateImageAsync(_session, s_image, CancellationToken.None);

        var job = await _bed.WaitAsync(_session, await _bed.Ims.RegisterAsync(_session, image.Id, "images", Key, CancellationToken.None));

        Assert.Equal((ImsJobState.Succeeded, "imsNativeImportImageJob"), (job.State, job.Type));
        Assert.Equal(GlanceImageStatus.Active, (await FindAsync()).Status);
    }

    [Fact]
    public async Task Import_ObjectIsNotThere_JobFailsWithItsCode()
    {
        await _bed.Obs.DeleteAsync(_bed.Bucket(), Key, CancellationToken.None);

        var job = await _bed.WaitAsync(_session, await ImportAsync());

        Assert.Equal((ImsJobState.Failed, "IMG.0057"), (job.State, job.ErrorCode));
    }

    private Task<string> ImportAsync() => _bed.Ims.ImportAsync(_session, s_image, "images", Key, isQuick: false, CancellationToken.None);

    private async Task<GlanceImage> FindAsync() =>
        Assert.Single(await _bed.Ims.ListImagesAsync(_session, s_image.Name, s_image.Tag, CancellationToken.None).ToListAsync());
}
