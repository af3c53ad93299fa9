using Azure.Data.Tables;
using Azure.Storage.Blobs;
using CloudSimulator;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Activities.Sharing;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Domain.Sharing;
using ImagePublishFunctions.Functions.Tests.Orchestrations;
using ImagePublishFunctions.Orchestrations;
using ImagePublishFunctions.Security;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImagePublishFunctions.Functions.Tests.Sharing;

/// <summary>
/// The whole core of sharing in one worker: real stores on Azurite, the real orchestration on the durable engine, the real activities, and a
/// cloud behind the given handler. Two places with one user are two workers.
/// </summary>
internal sealed class SharePlace : IAsyncDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(5));
    private readonly BlobServiceClient _blobs;
    private readonly ConfiguredCloudClients _clouds;
    private readonly ShareSessions _sessions;

    private SharePlace(
        string connection, HttpMessageHandler cloud, string login, TimeProvider time, ConfiguredClouds configured, TimeSpan sliceTime)
    {
        Login = login;
        Time = time;
        var tables = new TableServiceClient(connection);
        _blobs = new BlobServiceClient(connection);
        Jobs = new ShareJobStore(tables, Protection);
        Slices = new ShareSliceStore(_blobs);
        Matrices = new ShareMatrices(_blobs);
        Leases = new LeaseStore(tables, TimeProvider.System);
        Open = new OpenShares(tables, time);
        Calls = new NativeCallStore(tables, Jobs, new IdSource(time), time);
        Secrets = new SecretStore(tables, Protection);
        Accounts = new AccountStore(tables, Secrets, new IdSource(TimeProvider.System), time);
        Publications = new OpenWork(tables, time);
        Starter = new ShareStarter(NullLogger<ShareStarter>.Instance);
        Intake = new ShareIntake(Jobs, Open, Secrets, Starter, new IdSource(time), time);
        _clouds = new ConfiguredCloudClients(configured, new OutboundGuardOptions(), time);
        var http = new HttpClient(cloud, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _sessions = new ShareSessions(
            Accounts,
            new TicketStore(tables, Protection),
            new TicketCredentials(Accounts, Secrets),
            new OpenStackAccounts(new ConfigurationBuilder().Build()),
            Secrets,
            _clouds,
            http,
            new KeystoneClient(http, TimeProvider.System),
            TimeProvider.System);
        var options = new ShareOptions(sliceTime, 4);
        var leases = new ImageLeases(Leases, TimeProvider.System);
        var names = new ProjectNames(TimeProvider.System);
        var fanOut = new MemberFanOut(_sessions, leases, names, options);
        var batches = new BatchMembers(
            _sessions, leases, names, new EncryptedImages(TimeProvider.System), Slices, fanOut, options, TimeProvider.System);
        var source = new ShareSliceSource(Jobs, Slices, Matrices);
        var runner = new ShareSliceRunner(Jobs, source, _sessions, [fanOut, batches], options, TimeProvider.System);
        Activities = new ShareActivities(Jobs, Open, Secrets, source, runner, _sessions, Observers, time);
    }

    /// <summary>The name of an orchestration that ends without doing anything.</summary>
    public const string NothingDone = nameof(NothingDone);

    /// <summary>One for all: what one worker protects, the others can read.</summary>
    private static EphemeralDataProtectionProvider Protection { get; } = new();

    public string Login { get; }

    public TimeProvider Time { get; }

    /// <summary>Path of the account that owns all images.</summary>
    public string Account { get; private set; } = "";

    public ShareJobStore Jobs { get; }

    public ShareSliceStore Slices { get; }

    public ShareMatrices Matrices { get; }

    public LeaseStore Leases { get; }

    public OpenShares Open { get; }

    public OpenWork Publications { get; }

    public NativeCallStore Calls { get; }

    public SecretStore Secrets { get; }

    public AccountStore Accounts { get; }

    public ShareStarter Starter { get; }

    public ShareIntake Intake { get; }

    public ShareActivities Activities { get; }

    public List<IShareObserver> Observers { get; } = [];

    public DurableTestEngine Engine { get; private set; } = null!;

    public IReadOnlyCollection<RecordedHistory> Histories => Engine.Histories;

    public static async Task<SharePlace> CreateAsync(
        SharedAzurite azurite,
        HttpMessageHandler cloud,
        TimeProvider? time = null,
        ConfiguredClouds? configured = null,
        CloudSimulatorServer? simulator = null,
        TimeSpan? sliceTime = null,
        string? storage = null)
    {
        storage ??= azurite.ConnectionString;
        var place = new SharePlace(
            storage,
            cloud,
            SharedAzurite.UniqueName("user"),
            time ?? TimeProvider.System,
            configured ?? new ConfiguredClouds([]),
            sliceTime ?? TimeSpan.FromSeconds(30));
        await new ShareStorage(place.Jobs, place.Slices, place.Matrices, place.Leases, place.Calls).EnsureAsync(default);
        await place.Secrets.EnsureAsync(default);
        await place.Publications.EnsureAsync(default);
        await new UserStore(new TableServiceClient(storage)).EnsureAsync(default);
        place.Account = simulator is null
            ? await place.AddAccountAsync(FakeGlance.Owner)
            : await place.AddAccountAsync("publisher", simulator.KeystoneUrl.ToString(), "publisher-secret");
        await place.StartEngineAsync();
        return place;
    }

    /// <summary>Stores an account; its path.</summary>
    public async Task<string> AddAccountAsync(string login, string keystone = FakeGlance.Url, string password = "secret")
    {
        var account = new CloudAccount
        {
            Type = AccountType.OpenStack.Name,
            Fields = keystone == FakeGlance.Url
                ? new Dictionary<string, string> { ["keystoneUrl"] = keystone, ["glanceUrl"] = "http://glance.test:9292", ["login"] = login }
                : new Dictionary<string, string> { ["keystoneUrl"] = keystone, ["login"] = login },
        };
        var secrets = new AccountSecrets(new Dictionary<string, string> { ["password"] = password });
        StoredAccount stored = await Accounts.AddAsync(Login, account, secrets, default);
        return stored.Path.Text;
    }

    public ShareRequest Request(ShareAction action, IReadOnlyList<string> images, params IReadOnlyList<string> projects) => new()
    {
        Owner = JobOwner.User(Login),
        Action = action,
        Account = Account,
        Images = images,
        Projects = projects,
    };

    /// <summary>Stores a matrix of a user.</summary>
    public Task WriteMatrixAsync(string login, string name, string lines) =>
        _blobs.GetBlobContainerClient("share-matrices").UploadBlobAsync($"{login}/{name}", BinaryData.FromString(lines));

    /// <summary>Runs a share to its end.</summary>
    public async Task<ShareJob> ShareAsync(ShareRequest request, CallerToken? token = null)
    {
        ShareJob job = await Intake.AcceptAsync(request, token, null, null, Engine.Client, _deadline.Token);
        return await EndAsync(job);
    }

    /// <summary>Moves a skipping clock on.</summary>
    public void Skip(TimeSpan span) => ((SkippingTime)Time).Skip(span);

    /// <summary>Waits for a job's end.</summary>
    public async Task<ShareJob> EndAsync(ShareJob job)
    {
        OrchestrationMetadata end = await Engine.Client.WaitForInstanceCompletionAsync(ShareImages.InstanceIdOf(job.Id), true, _deadline.Token);
        Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, end.FailureDetails?.ErrorMessage);
        return (await Jobs.FindAsync(job.Id, default))!;
    }

    /// <summary>The results of a job.</summary>
    public async Task<List<PairResult>> ResultsAsync(ShareJob job)
    {
        var results = new List<PairResult>();
        await foreach (PairResult result in Jobs.ResultsAsync(job.Id, default)) results.Add(result);
        return results;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _sessions.Dispose();
        _clouds.Dispose();
        _deadline.Dispose();
    }

    private async Task StartEngineAsync() => Engine = await DurableTestEngine.StartAsync(
        new Dictionary<string, ITaskOrchestrator>(Orchestrators.All)
        {
            [NothingDone] = Orchestrators.Of<ShareInput>(_ => Task.CompletedTask),
        },
        activities => activities
            .AddActivityFunc<ShareInput, SharePlan>(nameof(ShareActivities.BeginShareAsync), (_, share) => Activities.BeginShareAsync(share, default))
            .AddActivityFunc<ShareSliceInput, ShareSliceResult>(
                nameof(ShareActivities.RunShareSliceAsync), (_, slice) => Activities.RunShareSliceAsync(slice, default))
            .AddActivityFunc<ShareProgress>(nameof(ShareActivities.ReportShareAsync), (_, progress) => Activities.ReportShareAsync(progress, default))
            .AddActivityFunc<ShareProgress>(nameof(ShareActivities.CloseShareAsync), (_, progress) => Activities.CloseShareAsync(progress, default)),
        skipTimers: true);
}
