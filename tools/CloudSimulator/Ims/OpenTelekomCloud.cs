using System.Collections.Concurrent;
using CloudSimulator.Keystone;
using CloudSimulator.Kms;
using CloudSimulator.Obs;

namespace CloudSimulator.Ims;

/// <summary>A simulated Open Telekom Cloud: IAM, IMS, KMS and OBS over the simulator's users.</summary>
public sealed class OpenTelekomCloud
{
    private readonly CloudSimulatorOptions _options;
    private readonly Identity _identity;
    private readonly KmsStore _keys = new();
    private readonly ImsStore _images;
    private readonly ImsJobs _jobs;
    private readonly ObsStore _objects;
    private readonly string _folder;
    private readonly ConcurrentQueue<ObsRequest> _obsRequests = new();

    internal OpenTelekomCloud(CloudSimulatorOptions options, Identity identity, string folder)
    {
        _options = options;
        _identity = identity;
        _folder = Directory.CreateDirectory(Path.Combine(folder, "ims")).FullName;
        _images = new ImsStore(options, _keys);
        _jobs = new ImsJobs(options);
        _objects = new ObsStore(folder);
    }

    /// <summary>Without a version.</summary>
    public Uri IamUrl { get; private set; } = null!;

    /// <summary>Without a version.</summary>
    public Uri ImsUrl { get; private set; } = null!;

    /// <summary>Without a version.</summary>
    public Uri KmsUrl { get; private set; } = null!;

    /// <summary>Without a bucket.</summary>
    public Uri ObsUrl { get; private set; } = null!;

    /// <summary>What goes wrong within jobs.</summary>
    public ImsScript Script { get; } = new();

    /// <summary>What OBS carried out so far, oldest first.</summary>
    public IReadOnlyCollection<ObsRequest> ObsRequests => _obsRequests;

    /// <summary>The keys of all objects in OBS.</summary>
    public IReadOnlyList<string> Objects => [.. _objects.Keys];

    /// <summary>How many uploads to OBS are neither complete nor aborted.</summary>
    public int OpenUploads => _objects.Uploads.Count();

    /// <summary>The names and states of a project's images.</summary>
    public IReadOnlyList<(string Name, string Status)> ImagesOf(string project)
    {
        _jobs.Advance();
        return [.. _images.All.Where(image => image.Owner == project).Select(image => (image.Name, image.Status))];
    }

    /// <summary>Makes an image without data.</summary>
    /// <param name="project">The owner's id.</param>
    /// <param name="name">Its name.</param>
    /// <param name="status">queued, saving, active or killed.</param>
    /// <param name="visibility">private or public.</param>
    /// <param name="keyId">The key that it is encrypted with, <c>default</c> for the service's own; null for none.</param>
    /// <returns>The image's id.</returns>
    public string AddImage(string project, string name, string status = "active", string visibility = "private", string? keyId = null)
    {
        var image = new ImsImage
        {
            Id = Guid.CreateVersion7(),
            Owner = project,
            Name = name,
            CreatedAt = _options.Time.GetUtcNow(),
            Status = status,
            Visibility = visibility,
            KeyId = keyId,
        };
        _images.Add(image);
        return image.Id.ToString();
    }

    /// <summary>Ends all tokens before their time.</summary>
    public void RevokeTokens() => _identity.RevokeAll();

    /// <summary>The id of the account, a domain, that a project belongs to.</summary>
    public static string AccountId(string projectId) => Identity.AccountId(projectId);

    internal async Task StartAsync(Func<string, int, Action<WebApplication>, Task<Uri>> listenAsync)
    {
        var door = new ImsDoor(_identity, _images, _jobs);
        ImsUrl = await listenAsync("ims", _options.ImsPort, app =>
        {
            app.Use(door.AnswerErrorsAsync);
            new ImsNativeApi(door, _images, _folder, _options.Time).Map(app);
            new ImsExtensionApi(door, _images, _jobs, Script, _options.Ims).Map(app);
            new ImsImportApi(door, _images, _jobs, Script, _objects, _folder, _options.Time).Map(app);
        });
        KmsUrl = await listenAsync("kms", _options.KmsPort, new KmsApi(_identity, _keys).Map);
        ObsUrl = await listenAsync("obs", _options.ObsPort, new ObsApi(_objects, _options.Ims, _options.Region, _obsRequests).Map);
        IamUrl = await listenAsync("iam", _options.IamPort, app =>
            new KeystoneV3(_identity, new ServiceCatalog(_options.Region, () => IamUrl, () => ImsUrl), _options).Map(app));
    }
}
