using ImagePublishFunctions.Clouds.OpenStack;

namespace ImagePublishFunctions.Clouds.Tests.OpenStack;

/// <summary>The clients under test over a connection of their own.</summary>
public sealed class CloudClients : IDisposable
{
    public CloudClients(HttpMessageHandler? handler = null, OpenStackTimeouts? timeouts = null)
    {
        Http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Keystone = new KeystoneClient(Http, TimeProvider.System, timeouts);
        Glance = new GlanceClient(Http, TimeProvider.System, timeouts);
        Members = new GlanceMembers(Http, TimeProvider.System, timeouts);
    }

    public HttpClient Http { get; }

    public KeystoneClient Keystone { get; }

    public GlanceClient Glance { get; }

    public GlanceMembers Members { get; }

    public static NewGlanceImage NewImage(params (string Name, string Value)[] properties) => new(
        Guid.CreateVersion7(),
        "an image",
        "raw",
        "bare",
        "private",
        ["one", "two"],
        properties.DefaultIfEmpty((Name: "publication", Value: "p")).ToDictionary(property => property.Name, property => property.Value));

    public Task<OpenStackSession> LogInAsync(OpenStackCredentials credentials) =>
        Keystone.AuthenticateAsync(credentials, CancellationToken.None);

    public Task<OpenStackSession> LogInAsync(TestCloud cloud, string user = "publisher") => LogInAsync(cloud.Credentials(user));

    public Task<GlanceImage> CreateAsync(OpenStackSession session, NewGlanceImage image) =>
        Glance.CreateImageAsync(session, image, CancellationToken.None);

    public async Task<Guid> CreateAsync(OpenStackSession session) => (await CreateAsync(session, NewImage())).Id;

    public Task<GlanceImage?> FindAsync(OpenStackSession session, Guid id) => Glance.FindImageAsync(session, id, CancellationToken.None);

    public Task<GlanceImage> UpdateAsync(OpenStackSession session, Guid id, params (string Name, string? Value)[] changes) =>
        Glance.UpdateImageAsync(session, id, changes.ToDictionary(change => change.Name, change => change.Value), CancellationToken.None);

    public Task<bool> DeleteAsync(OpenStackSession session, Guid id) => Glance.DeleteImageAsync(session, id, CancellationToken.None);

    public Task UploadAsync(OpenStackSession session, Guid image, RandomStream data) =>
        Glance.UploadImageAsync(session, image, data, data.Length, new NoProgress(), CancellationToken.None);

    /// <summary>Asks until the image has the status; fails after 20 s.</summary>
    public async Task<GlanceImage> WaitForStatusAsync(OpenStackSession session, Guid id, string status)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var image = await Glance.FindImageAsync(session, id, late.Token);
            if (image?.Status == status)
            {
                return image;
            }
        }
    }

    public void Dispose() => Http.Dispose();

    private sealed class NoProgress : IProgress<long>
    {
        public void Report(long value)
        {
        }
    }
}
