using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Clouds.Tests.ContainerRegistry;

/// <summary>What a publish relies on, run on Debian's docker-registry and on the simulator, so that the two can't drift apart.</summary>
public abstract class RegistryContractTests(TestRegistry registry) : IDisposable
{
    private const int MiB = RegistryTools.MiB;
    private readonly RegistryTools _tools = new();
    private readonly RegistrySession _session = RegistryTools.Session(registry);

    public void Dispose()
    {
        _tools.Dispose();
        GC.SuppressFinalize(this);
    }

    [ContractFact]
    public Task Ping_GoodLogin_IsTaken() => _tools.Client.PingAsync(_session, CancellationToken.None);

    [ContractFact]
    public async Task Ping_WrongPassword_FailsForGoodAndDoesNotTellIt()
    {
        var error = await FailsAsync(() => _tools.Client.PingAsync(RegistryTools.Session(registry, password: "not-the-password"), CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.AuthenticationFailed), (error.Kind, error.Code));
        Assert.DoesNotContain("not-the-password", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Push_SmallBlob_IsThereByteForByte()
    {
        var bytes = RegistryTools.Bytes(1000);
        await _tools.PushAsync(_session, RegistryTools.Blob(bytes));

        Assert.True(await _tools.Client.HasBlobAsync(_session, ContentDigest.Of(bytes), CancellationToken.None));
        Assert.Null(_tools.Remembered[^1]);
        await AssertStoredAsync(bytes);
    }

    [ContractFact]
    public async Task Push_EmptyBlob_IsThere()
    {
        await _tools.PushAsync(_session, RegistryTools.Blob([]));

        Assert.True(await _tools.Client.HasBlobAsync(_session, ContentDigest.Of([]), CancellationToken.None));
    }

    [ContractFact]
    public async Task Push_SeveralChunksAndABit_IsThereByteForByteAndToldInOrder()
    {
        var bytes = RegistryTools.Bytes((3 * MiB) + 5);
        var progress = new Reports();

        await _tools.PushAsync(_session, RegistryTools.Blob(bytes), progress: progress);

        Assert.Equal(bytes.Length, progress.All[^1]);
        Assert.Equal(progress.All.Order(), progress.All);
        Assert.True(_tools.Remembered.Distinct().Count() >= 4, "every chunk has a location of its own");
        await AssertStoredAsync(bytes);
    }

    [ContractFact]
    public async Task Push_BlobThatIsThere_ReadsAndSendsNothing()
    {
        var bytes = RegistryTools.Bytes(2000, seed: 3);
        await _tools.PushAsync(_session, RegistryTools.Blob(bytes));
        var opened = 0;

        await _tools.PushAsync(_session, RegistryTools.Blob(bytes, (_, _) => opened++));

        Assert.Equal(0, opened);
    }

    [ContractFact]
    public async Task Push_BlobOfAnotherRepository_IsMountedWithoutReading()
    {
        var bytes = RegistryTools.Bytes(2000, seed: 4);
        await _tools.PushAsync(_session, RegistryTools.Blob(bytes));
        var other = RegistryTools.Session(registry);
        var opened = 0;

        await _tools.PushAsync(other, RegistryTools.Blob(bytes, (_, _) => opened++), from: _session.Repository.Text);

        Assert.Equal(0, opened);
        Assert.True(await _tools.Client.HasBlobAsync(other, ContentDigest.Of(bytes), CancellationToken.None));
    }

    [ContractFact]
    public async Task Push_OtherRepositoryDoesNotHaveIt_IsSent()
    {
        var bytes = RegistryTools.Bytes(2000, seed: 5);

        await _tools.PushAsync(_session, RegistryTools.Blob(bytes), from: "team/nothing");

        await AssertStoredAsync(bytes);
    }

    [ContractFact]
    public async Task Push_EarlierAttemptEndedAfterAChunk_GoesOnThere()
    {
        var bytes = RegistryTools.Bytes(3 * MiB, seed: 6);
        var upload = await StartAsync(bytes);
        upload = await _tools.Client.SendChunkAsync(_session, upload, RegistryTools.Blob(bytes), MiB, new Progress<long>(), CancellationToken.None);
        var first = long.MaxValue;

        await _tools.PushAsync(_session, RegistryTools.Blob(bytes, (offset, _) => first = Math.Min(first, offset)), resume: upload.Location);

        Assert.Equal(MiB, first);
        await AssertStoredAsync(bytes);
    }

    [ContractFact]
    public async Task Push_EarlierUploadIsGone_BeginsAnew()
    {
        var bytes = RegistryTools.Bytes(2 * MiB, seed: 7);
        var upload = await StartAsync(bytes);
        Assert.True(await _tools.Client.CancelUploadAsync(_session, upload.Location, CancellationToken.None));

        await _tools.PushAsync(_session, RegistryTools.Blob(bytes), resume: upload.Location);

        await AssertStoredAsync(bytes);
    }

    [ContractFact]
    public async Task Push_OtherBytesThanTheDigestSays_EndsTheUploadAndMayBeRepeated()
    {
        var bytes = RegistryTools.Bytes(2 * MiB, seed: 8);
        var wrong = RegistryTools.Blob(bytes) with { Digest = ContentDigest.Of([1]) };

        var error = await FailsAsync(() => _tools.PushAsync(_session, wrong));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.DigestMismatch), (error.Kind, error.Code));
        Assert.Null(_tools.Remembered[^1]);
        Assert.False(await _tools.Client.CancelUploadAsync(_session, _tools.Remembered.OfType<Uri>().Last(), CancellationToken.None));
    }

    [ContractFact]
    public async Task Push_Cancelled_EndsWithTheChunkSoThatTheUploadCanBeCancelled()
    {
        var bytes = RegistryTools.Bytes(4 * MiB, seed: 9);
        using var cancel = new CancellationTokenSource();
        var blob = RegistryTools.Blob(bytes);
        var inTheSecondChunk = new Reports(sent =>
        {
            if (sent > MiB)
            {
                cancel.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _tools.PushAsync(_session, blob, progress: inTheSecondChunk, cancellation: cancel.Token));

        Assert.True(await _tools.Client.CancelUploadAsync(_session, _tools.Remembered[^1]!, CancellationToken.None));
        Assert.False(await _tools.Client.HasBlobAsync(_session, blob.Digest, CancellationToken.None));
    }

    [ContractFact]
    public async Task PutManifest_OfBlobsThatAreThere_IsKeptByteForByteUnderTagAndDigest()
    {
        var manifest = await _tools.PushImageAsync(_session, "v1.0");

        var byTag = await _tools.Client.GetManifestAsync(_session, "v1.0", CancellationToken.None);
        var byDigest = await _tools.Client.FindManifestAsync(_session, ContentDigest.Of(manifest).Text, CancellationToken.None);

        Assert.Equal(manifest, byTag!.Content);
        Assert.Equal(ContainerMediaType.OciManifest, byTag.MediaType);
        Assert.Equal(ContentDigest.Of(manifest), byDigest);
        Assert.Equal(byDigest, byTag.Digest);
    }

    [ContractFact]
    public async Task PutManifest_BlobMissing_FailsForGoodWithTheRegistrysWords()
    {
        var manifest = await _tools.PushImageAsync(_session, "there");
        var other = RegistryTools.Session(registry);

        var error = await FailsAsync(
            () => _tools.Client.PutManifestAsync(other, "x", ContainerMediaType.OciManifest, manifest, CancellationToken.None));

        Assert.Equal((CloudErrorKind.Permanent, CloudErrorCode.BadRequest, 400), (error.Kind, error.Code, error.Status));
        Assert.Contains("MANIFEST_BLOB_UNKNOWN blob unknown to registry", error.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task FindManifest_Absent_IsNull()
    {
        Assert.Null(await _tools.Client.FindManifestAsync(_session, "nothing", CancellationToken.None));
        Assert.Null(await _tools.Client.GetManifestAsync(_session, "nothing", CancellationToken.None));
    }

    [ContractFact]
    public async Task DeleteManifest_TwiceByDigest_RemovesItWithItsTagAndIsThenAbsent()
    {
        var manifest = await _tools.PushImageAsync(_session, "gone");

        Assert.True(await _tools.Client.DeleteManifestAsync(_session, ContentDigest.Of(manifest), CancellationToken.None));
        Assert.False(await _tools.Client.DeleteManifestAsync(_session, ContentDigest.Of(manifest), CancellationToken.None));
        Assert.Null(await _tools.Client.FindManifestAsync(_session, "gone", CancellationToken.None));
    }

    private static Task<CloudException> FailsAsync(Func<Task> call) => Assert.ThrowsAsync<CloudException>(call);

    private async Task<RegistryUpload> StartAsync(byte[] bytes) =>
        (await _tools.Client.StartUploadAsync(_session, ContentDigest.Of(bytes), null, CancellationToken.None))!;

    private async Task AssertStoredAsync(byte[] bytes) =>
        Assert.Equal(bytes, await _tools.DownloadAsync(registry, _session, ContentDigest.Of(bytes)));

    private sealed class Reports(Action<long>? reported = null) : IProgress<long>
    {
        public List<long> All { get; } = [];

        public void Report(long value)
        {
            All.Add(value);
            reported?.Invoke(value);
        }
    }
}
