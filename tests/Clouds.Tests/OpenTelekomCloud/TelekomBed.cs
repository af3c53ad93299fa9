using CloudSimulator;
using CloudSimulator.Faults;
using ImagePublishFunctions.Clouds.OpenStack;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;

namespace ImagePublishFunctions.Clouds.Tests.OpenTelekomCloud;

/// <summary>A simulated Open Telekom Cloud for one test, and the clients under test.</summary>
public sealed class TelekomBed : IAsyncDisposable
{
    public const string Publisher = "publisher";
    public const string Consumer = "consumer";

    private readonly CloudSimulatorOptions _options;

    private TelekomBed(CloudSimulatorOptions options, CloudSimulatorServer server)
    {
        _options = options;
        Server = server;
        var timeouts = new OpenStackTimeouts { UploadStall = TimeSpan.FromSeconds(5) };
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
        Tokens = new IamTokens(new KeystoneClient(Http, TimeProvider.System, timeouts), TimeProvider.System);
        Native = new GlanceMembers(Http, TimeProvider.System, timeouts);
        Glance = new GlanceClient(Http, TimeProvider.System, timeouts);
        Ims = new ImsClient(Http, TimeProvider.System, timeouts);
        Members = new ImsMembersClient(Http, TimeProvider.System, timeouts);
        Jobs = new ImsJobsClient(Http, TimeProvider.System, timeouts);
        Kms = new KmsClient(Http, TimeProvider.System, timeouts);
        Obs = new ObsClient(Http, TimeProvider.System, timeouts);
    }

    public CloudSimulatorServer Server { get; }

    public CloudSimulator.Ims.OpenTelekomCloud Cloud => Server.Telekom;

    public HttpClient Http { get; }

    public IamTokens Tokens { get; }

    public GlanceMembers Native { get; }

    public GlanceClient Glance { get; }

    public ImsClient Ims { get; }

    public ImsMembersClient Members { get; }

    public ImsJobsClient Jobs { get; }

    public KmsClient Kms { get; }

    public ObsClient Obs { get; }

    public static async Task<TelekomBed> StartAsync(CloudSimulatorOptions? options = null)
    {
        options ??= new CloudSimulatorOptions();
        return new TelekomBed(options, await CloudSimulatorServer.StartAsync(options));
    }

    public static string ProjectOf(string user) => CloudSimulatorServer.ProjectId(user);

    public OpenStackCredentials Credentials(string user) => new(
        Cloud.IamUrl, null, KeystoneVersion.V3, user, $"{user}-secret", _options.Domain, user, null, _options.Region);

    public Task<OpenStackSession> LogInAsync(string user) => Tokens.OpenAsync(Credentials(user), CancellationToken.None);

    public ObsBucket Bucket(bool isPathStyle = true, string? secret = null, string? region = null) =>
        new(Cloud.ObsUrl, "images", region ?? _options.Region, _options.Ims.AccessKeyId, secret ?? _options.Ims.SecretAccessKey, isPathStyle);

    public ArmedFault Arm(FaultKind kind, string service, string method, string? path = null, int times = 1) =>
        Server.Faults.Add(new Fault { Kind = kind, Service = service, Method = method, Path = path, Times = times });

    public ArmedFault ArmAnswer(string service, int status, string body, string contentType = "application/json", string? retryAfter = null) =>
        Server.Faults.Add(new Fault
        {
            Kind = FaultKind.Status,
            Service = service,
            Status = status,
            Body = body,
            ContentType = contentType,
            Headers = retryAfter is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Retry-After"] = retryAfter },
        });

    /// <summary>Asks until the job has ended; fails after 20 s.</summary>
    public async Task<ImsJob> WaitAsync(OpenStackSession session, string id)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var job = await Jobs.FindAsync(session, id, late.Token);
            if (job is null or { State: not ImsJobState.Running })
            {
                return Assert.IsType<ImsJob>(job);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }
}
