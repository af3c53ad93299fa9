using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.TestServers;
using ImagePublishFunctions.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>
/// Each state that a crash between two writes of a share can leave, and what the reconciler makes of it. On a storage of its own: it would
/// mend the jobs of other tests, too.
/// </summary>
public sealed class ShareReconcilerTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private Azurite _storage = null!;

    private readonly FakeGlance _glance = new();
    private readonly SkippingTime _time = new();
    private readonly string _image = FakeGlance.NewImageId();

    public async Task InitializeAsync() => _storage = await Azurite.StartAsync();

    public async Task DisposeAsync() => await _storage.DisposeAsync();

    [Fact]
    public async Task Reconcile_RowWhoseJobNeverCame_IsRemovedWithItsSecretsOnceItIsOld()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance, _time, storage: _storage.ConnectionString);
        string id = ShareIntake.DerivedId(_image);
        await place.Open.PutAsync(id, "secret-" + id, default);
        await place.Secrets.PutAsync("secret-" + id, AccountSecrets.None, default);
        await ReconcileAsync(place);
        Assert.NotNull(await place.Open.FindAsync(id, default));

        _time.Skip(TimeSpan.FromMinutes(11));
        await ReconcileAsync(place);

        Assert.Null(await place.Open.FindAsync(id, default));
        Assert.Null(await place.Secrets.FindAsync("secret-" + id, default));
    }

    [Fact]
    public async Task Reconcile_JobWithoutInstance_IsStartedAndListed()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance, _time, storage: _storage.ConnectionString);
        _glance.Create(_image);
        ShareJob job = await AddAsync(place, "a");

        await ReconcileAsync(place);

        Assert.Equal(ShareJobState.Success, (await place.EndAsync(job)).State);
        Assert.Equal(["a pending"], _glance.Members(_image));
        var listed = new List<string>();
        await foreach (ShareJob found in place.Jobs.ListAsync(job.Request.Owner, default)) listed.Add(found.Id);
        Assert.Equal([job.Id], listed);
        Assert.Null(await place.Open.FindAsync(job.Id, default));
    }

    [Fact]
    public async Task Reconcile_InstanceThatEndedWithoutClosingItsJob_ClosesItAndTellsOfEveryPair()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance, _time, storage: _storage.ConnectionString);
        _glance.Create(_image);
        ShareJob job = await AddAsync(place, "a", "b");
        await place.Jobs.RecordAsync(job.Id, [new PairResult { Pair = new SharePair(_image, "a"), State = PairState.Success }], default);
        await EndInstanceAsync(place, job);

        await ReconcileAsync(place);

        job = await place.EndAsync(job);
        Assert.Equal((ShareJobState.Fail, 1, 1, "SHARE_ABANDONED"), (job.State, job.Succeeded, job.Failed, job.ErrorCode));
        Assert.Empty(_glance.Calls);
    }

    [Fact]
    public async Task Reconcile_ClosedJobWhoseRowWasLeft_IsForgottenWithItsSecrets()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance, _time, storage: _storage.ConnectionString);
        ShareJob job = await AddAsync(place, "a");
        await place.Secrets.PutAsync("secret-" + job.Id, AccountSecrets.None, default);
        await place.Jobs.ChangeAsync(job.Id, found => found with { State = ShareJobState.Success, End = _time.GetUtcNow() }, default);

        await ReconcileAsync(place);

        Assert.Null(await place.Open.FindAsync(job.Id, default));
        Assert.Null(await place.Secrets.FindAsync("secret-" + job.Id, default));
        Assert.Equal(ShareJobState.Success, (await place.Jobs.FindAsync(job.Id, default))!.State);
    }

    [Fact]
    public async Task ForgetOld_JobsOfMoreThanThirtyDays_AreDeletedWithTheirResults()
    {
        await using SharePlace place = await SharePlace.CreateAsync(azurite, _glance, _time, storage: _storage.ConnectionString);
        _glance.Create(_image);
        ShareJob job = await place.ShareAsync(place.Request(ShareAction.Add, [_image], "a", "b"));
        _time.Skip(TimeSpan.FromDays(29));
        await Reconciler(place).ForgetOldSharesAsync(new TimerInfo(), default);
        Assert.NotNull(await place.Jobs.FindAsync(job.Id, default));

        _time.Skip(TimeSpan.FromDays(3));
        await Reconciler(place).ForgetOldSharesAsync(new TimerInfo(), default);

        Assert.Null(await place.Jobs.FindAsync(job.Id, default));
        Assert.Empty(await place.ResultsAsync(job));
        await foreach (ShareJob found in place.Jobs.ListAsync(job.Request.Owner, default)) Assert.Fail(found.Id);
    }

    /// <summary>What an intake that was killed before it started the orchestration, or listed the job, left.</summary>
    private async Task<ShareJob> AddAsync(SharePlace place, params string[] projects)
    {
        string id = ShareIntake.DerivedId(_image);
        var job = new ShareJob { Id = id, Request = place.Request(ShareAction.Add, [_image], projects), Begin = _time.GetUtcNow(), SecretName = "secret-" + id };
        await place.Open.PutAsync(id, job.SecretName, default);
        await place.Jobs.TryAddAsync(job, null, default);
        return job;
    }

    private static async Task EndInstanceAsync(SharePlace place, ShareJob job)
    {
        await place.Engine.Client.ScheduleNewOrchestrationInstanceAsync(
            SharePlace.NothingDone, new ShareInput(job.Id), new StartOrchestrationOptions(ShareImages.InstanceIdOf(job.Id)));
        await place.Engine.Client.WaitForInstanceCompletionAsync(ShareImages.InstanceIdOf(job.Id), false, default);
    }

    private static Task ReconcileAsync(SharePlace place) =>
        Reconciler(place).ReconcileOpenSharesAsync(new TimerInfo(), place.Engine.Client, default);

    private static ShareReconciler Reconciler(SharePlace place) => new(
        place.Open, place.Jobs, place.Slices, place.Secrets, place.Starter, new ReconcilerOptions(TimeSpan.FromMinutes(10)), place.Time, NullLogger<ShareReconciler>.Instance);
}
