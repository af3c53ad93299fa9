using CloudSimulator.Faults;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Clouds.Tests.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenTelekomCloud;

public sealed class ObsClientTests : IAsyncLifetime
{
    private const string Key = "imports/disk 1.raw";
    private const int Part = 300_000;

    private TelekomBed _bed = null!;

    public async Task InitializeAsync() => _bed = await TelekomBed.StartAsync();

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task Upload_InFiveParts_IsTheObjectAndImsCanImportIt()
    {
        var bucket = _bed.Bucket();
        var upload = await _bed.Obs.BeginUploadAsync(bucket, Key, CancellationToken.None);
        for (var number = 5; number >= 1; number--)
        {
            await PutAsync(bucket, upload, number);
        }

        var parts = await _bed.Obs.ListPartsAsync(bucket, Key, upload, CancellationToken.None);
        await _bed.Obs.CompleteUploadAsync(bucket, Key, upload, parts!, CancellationToken.None);

        Assert.Equal([1, 2, 3, 4, 5], parts!.Select(part => part.Number));
        Assert.Equal(5 * Part, (await _bed.Obs.FindAsync(bucket, Key, CancellationToken.None))!.Size);
        Assert.Equal(0, _bed.Cloud.OpenUploads);
        Assert.Null(await _bed.Obs.ListPartsAsync(bucket, Key, upload, CancellationToken.None));
    }

    [Fact]
    public async Task Begin_ReplyLost_IsUnknownAndTheUploadIsFound()
    {
        _bed.Arm(FaultKind.DropAfter, "obs", "POST");

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None));
        var uploads = await _bed.Obs.ListUploadsAsync(_bed.Bucket(), Key, CancellationToken.None);

        Assert.Equal(CloudErrorKind.Unknown, error.Kind);
        Assert.True(await _bed.Obs.AbortUploadAsync(_bed.Bucket(), Key, Assert.Single(uploads), CancellationToken.None));
        Assert.False(await _bed.Obs.AbortUploadAsync(_bed.Bucket(), Key, uploads[0], CancellationToken.None));
    }

    [Fact]
    public async Task PutPart_StorageKeptOtherBytes_IsSaid()
    {
        var upload = await _bed.Obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None);
        _bed.Server.Faults.Add(new Fault
        {
            Kind = FaultKind.Status,
            Service = "obs",
            Method = "PUT",
            Status = 200,
            Headers = new Dictionary<string, string> { ["ETag"] = "\"00000000000000000000000000000000\"" },
        });

        var error = await Assert.ThrowsAsync<CloudException>(() => PutAsync(_bed.Bucket(), upload, 1));

        Assert.Equal((CloudErrorCode.DigestMismatch, CloudErrorKind.Transient), (error.Code, error.Kind));
    }

    [Fact]
    public async Task Complete_SuccessStatusWithAnErrorInside_IsNoSuccess()
    {
        var upload = await _bed.Obs.BeginUploadAsync(_bed.Bucket(), Key, CancellationToken.None);
        _bed.ArmAnswer("obs", 200, "<Error><Code>InternalError</Code></Error>", "application/xml");

        var error = await Assert.ThrowsAsync<CloudException>(
            () => _bed.Obs.CompleteUploadAsync(_bed.Bucket(), Key, upload, [new ObsPart(1, "0", 1)], CancellationToken.None));

        Assert.Equal(CloudErrorKind.Unknown, error.Kind);
    }

    [Fact]
    public async Task Call_WithAWrongSecret_IsForbiddenAndDoesNotTellIt()
    {
        var bucket = _bed.Bucket(secret: "another-secret");

        var error = await Assert.ThrowsAsync<CloudException>(() => _bed.Obs.BeginUploadAsync(bucket, Key, CancellationToken.None));

        Assert.Equal(CloudErrorCode.Forbidden, error.Code);
        Assert.DoesNotContain("another-secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_ObjectThatIsNotThere_IsNoError()
    {
        await _bed.Obs.DeleteAsync(_bed.Bucket(), Key, CancellationToken.None);

        Assert.Null(await _bed.Obs.FindAsync(_bed.Bucket(), Key, CancellationToken.None));
    }

    private Task<ObsPart> PutAsync(ObsBucket bucket, string upload, int number) => _bed.Obs.PutPartAsync(
        bucket, Key, upload, number, new RandomStream(Part, number), Part, new Progress<long>(), CancellationToken.None);
}
