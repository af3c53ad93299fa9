using System.Collections.Concurrent;
using CloudSimulator.Faults;
using CloudSimulator.Glance;
using CloudSimulator.Ims;
using CloudSimulator.Keystone;
using CloudSimulator.Registry;

namespace CloudSimulator;

/// <summary>Simulated cloud services on loopback, a listener each, over one set of users and one list of faults.</summary>
public sealed class CloudSimulatorServer : IAsyncDisposable
{
    private readonly List<Listener> _listeners = [];
    private readonly CloudSimulatorOptions _options;
    private readonly string _dataFolder;
    private readonly ConcurrentQueue<RegistryRequest> _registryRequests = new();
    private readonly RegistryUploads _registryUploads;

    private CloudSimulatorServer(CloudSimulatorOptions options)
    {
        _options = options;
        _dataFolder = options.DataFolder ?? Directory.CreateTempSubdirectory("cloud-simulator-").FullName;
        _registryUploads = new RegistryUploads(Path.Combine(_dataFolder, "registry"));
    }

    /// <summary>Without a version.</summary>
    public Uri KeystoneUrl { get; private set; } = null!;

    /// <summary>Without a version.</summary>
    public Uri GlanceUrl { get; private set; } = null!;

    /// <summary>Of the registry of container images, without <c>/v2</c>.</summary>
    public Uri RegistryUrl { get; private set; } = null!;

    /// <summary>A simulated Open Telekom Cloud with the same users.</summary>
    public OpenTelekomCloud Telekom { get; private set; } = null!;

    /// <summary>What the registry answered so far, oldest first.</summary>
    public IReadOnlyCollection<RegistryRequest> RegistryRequests => _registryRequests;

    /// <summary>How many uploads the registry has that are neither complete nor cancelled.</summary>
    public int OpenRegistryUploads => _registryUploads.Count;

    /// <summary>See <see cref="ControlApi"/>.</summary>
    public Uri ControlUrl { get; private set; } = null!;

    /// <summary>What goes wrong, and how often it did.</summary>
    public FaultList Faults { get; } = new();

    public static async Task<CloudSimulatorServer> StartAsync(CloudSimulatorOptions options)
    {
        var server = new CloudSimulatorServer(options);
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The id of a user's project, the same in every run.</summary>
    public static string ProjectId(string project) => Identity.ProjectId(project);

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }

        _listeners.Clear();
        if (_options.DataFolder is null && Directory.Exists(_dataFolder))
        {
            Directory.Delete(_dataFolder, recursive: true);
        }
    }

    private async Task StartAsync()
    {
        var identity = new Identity(_options);
        var images = new ImageStore(Path.Combine(_dataFolder, "images"), _options);
        GlanceUrl = await ListenAsync("glance", _options.GlancePort, new GlanceApi(identity, images, new MemberStore(_options), () => KeystoneUrl).Map);
        KeystoneUrl = await ListenAsync("keystone", _options.KeystonePort, app =>
        {
            var catalog = new ServiceCatalog(_options.Region, () => KeystoneUrl, () => GlanceUrl);
            new KeystoneV3(identity, catalog, _options).Map(app);
            new KeystoneV2(identity, catalog).Map(app);
        });
        RegistryUrl = await ListenAsync("registry", _options.RegistryPort, new RegistryApi(_options, _registryUploads, _registryRequests).Map);
        Telekom = new OpenTelekomCloud(_options, identity, _dataFolder);
        await Telekom.StartAsync(ListenAsync);
        ControlUrl = await ListenAsync("control", _options.ControlPort, new ControlApi(Faults).Map);
    }

    private async Task<Uri> ListenAsync(string service, int port, Action<WebApplication> map)
    {
        var listener = new Listener(service, port, new FaultMiddleware(service, Faults, _options.Time), map);
        _listeners.Add(listener);
        return await listener.StartAsync();
    }
}
