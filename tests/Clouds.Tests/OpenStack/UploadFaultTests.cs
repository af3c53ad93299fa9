using CloudSimulator.Faults;
using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>Uploads that stall, break or are too long.</summary>
public sealed class UploadFaultTests : FaultTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Upload_Stalled_StopsAtTheLimitAndIsQueuedAgain()
    {
        var id = await Clients.CreateAsync(Session);
        Arm(new Fault { Kind = FaultKind.Stall, Service = "glance", Method = "PUT", AfterBytes = 3 * MiB, Delay = 2 });

        var error = await FailsAsync(() => Clients.UploadAsync(Session, id, new RandomStream(64 * MiB)));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.Stalled), (error.Kind, error.Code));
        Assert.Contains($"of {64 * MiB} bytes", error.Message, StringComparison.Ordinal);
        await Clients.WaitForStatusAsync(Session, id, GlanceImageStatus.Queued);
        await Clients.UploadAsync(Session, id, new RandomStream(MiB));
    }

    [Fact]
    public async Task Upload_SlowSource_IsNoStall()
    {
        var id = await Clients.CreateAsync(Session);
        var time = new SteppedTime();
        var glance = new GlanceClient(Clients.Http, time, new OpenStackTimeouts { UploadStall = TimeSpan.FromMinutes(1) });
        using var data = new RandomStream(8 * MiB, read: _ => time.Advance(TimeSpan.FromSeconds(59)));

        await glance.UploadImageAsync(Session, id, data, data.Length, new Progress<long>(), CancellationToken.None);

        await Clients.WaitForStatusAsync(Session, id, GlanceImageStatus.Active);
    }

    [Fact]
    public async Task Upload_SourceThatHangs_IsAStall()
    {
        var id = await Clients.CreateAsync(Session);
        var time = new SteppedTime();
        var glance = new GlanceClient(Clients.Http, time, new OpenStackTimeouts { UploadStall = TimeSpan.FromMinutes(1) });
        using var data = new RandomStream(8 * MiB, read: _ => time.Advance(TimeSpan.FromSeconds(61)));

        var error = await FailsAsync(
            () => glance.UploadImageAsync(Session, id, data, data.Length, new Progress<long>(), CancellationToken.None));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.Stalled), (error.Kind, error.Code));
    }

    [Fact]
    public async Task Upload_AllSentButNoAnswer_IsUnknown()
    {
        using var clients = new CloudClients(timeouts: new OpenStackTimeouts { UploadAnswer = TimeSpan.FromMilliseconds(300) });
        var id = await clients.CreateAsync(Session);
        Arm(new Fault { Kind = FaultKind.Stall, Service = "glance", Method = "PUT", AfterBytes = 0, Delay = 60 });

        var error = await FailsAsync(() => clients.UploadAsync(Session, id, new RandomStream(10)));

        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.TimedOut), (error.Kind, error.Code));
    }

    [Fact]
    public async Task Upload_ConnectionLost_IsTransientBeforeTheLastByteAndUnknownAfterIt()
    {
        var id = await Clients.CreateAsync(Session);
        Arm(FaultKind.DropBefore, "PUT");
        var before = await FailsAsync(() => Clients.UploadAsync(Session, id, new RandomStream(64 * MiB)));
        Arm(FaultKind.DropAfter, "PUT");
        var after = await FailsAsync(() => Clients.UploadAsync(Session, id, new RandomStream(MiB)));

        Assert.Equal((CloudErrorKind.Transient, CloudErrorCode.ConnectionLost), (before.Kind, before.Code));
        Assert.Equal((CloudErrorKind.Unknown, CloudErrorCode.ConnectionLost), (after.Kind, after.Code));
        await Clients.WaitForStatusAsync(Session, id, GlanceImageStatus.Active);
    }

    [Fact]
    public async Task Upload_SourceFails_ThrowsWhatTheSourceThrew()
    {
        var id = await Clients.CreateAsync(Session);
        using var data = new RandomStream(64 * MiB, read: position => _ = position < MiB ? 0 : throw new InvalidDataException("changed"));

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Clients.UploadAsync(Session, id, data));

        Assert.Equal("changed", error.Message);
    }
}
