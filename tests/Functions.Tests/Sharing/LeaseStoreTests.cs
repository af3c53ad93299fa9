using Azure.Data.Tables;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>Who may change an image's members, and until when.</summary>
public sealed class LeaseStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly SkippingTime _time = new();
    private readonly string _image = FakeGlance.NewImageId();

    [Fact]
    public async Task TryTake_HeldByAnother_IsRefusedUntilItExpires()
    {
        LeaseStore leases = await StoreAsync();
        Assert.NotNull(await leases.TryTakeAsync("cloud", _image, Minute, default));
        Assert.Null(await leases.TryTakeAsync("cloud", _image, Minute, default));

        _time.Skip(TimeSpan.FromSeconds(61));

        Assert.NotNull(await leases.TryTakeAsync("cloud", _image, Minute, default));
    }

    [Fact]
    public async Task TryTake_SameImageOfAnotherCloud_IsFree()
    {
        LeaseStore leases = await StoreAsync();
        Assert.NotNull(await leases.TryTakeAsync("cloud", _image, Minute, default));

        Assert.NotNull(await leases.TryTakeAsync("cloud-2", _image, Minute, default));
    }

    [Fact]
    public async Task TryTake_ManyAtOnceOfAnExpiredOne_OneGetsIt()
    {
        LeaseStore leases = await StoreAsync();
        await leases.TryTakeAsync("cloud", _image, Minute, default);
        _time.Skip(TimeSpan.FromSeconds(61));

        Lease?[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => leases.TryTakeAsync("cloud", _image, Minute, default)));

        Assert.Single(taken.OfType<Lease>());
    }

    [Fact]
    public async Task Release_AfterAnotherTookIt_LeavesItToTheOther()
    {
        LeaseStore leases = await StoreAsync();
        Lease lost = (await leases.TryTakeAsync("cloud", _image, Minute, default))!;
        _time.Skip(TimeSpan.FromSeconds(61));
        Assert.NotNull(await leases.TryTakeAsync("cloud", _image, Minute, default));

        await leases.ReleaseAsync(lost, default);

        Assert.Null(await leases.TryExtendAsync(lost, Minute, default));
        Assert.Null(await leases.TryTakeAsync("cloud", _image, Minute, default));
    }

    private async Task<LeaseStore> StoreAsync()
    {
        var leases = new LeaseStore(new TableServiceClient(azurite.ConnectionString), _time);
        await leases.EnsureAsync(default);
        return leases;
    }
}
