using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ImagePublishFunctions.Clouds.ContainerRegistry;
using ImagePublishFunctions.Clouds.Tests.OpenStack;
using ImagePublishFunctions.Domain.Images.Containers;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Clouds.Tests.ContainerRegistry;

/// <summary>The client under test over a connection of its own, and what a push needs besides.</summary>
public sealed class RegistryTools : IDisposable
{
    public const int MiB = 1024 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public RegistryTools(RegistryTimeouts? timeouts = null)
    {
        Client = new RegistryClient(_http, TimeProvider.System, timeouts);
        Push = new BlobPush(Client, MiB);
    }

    public RegistryClient Client { get; }

    /// <summary>In chunks of 1 MiB.</summary>
    public BlobPush Push { get; }

    /// <summary>The locations that a push had remembered; null where an upload was over.</summary>
    public List<Uri?> Remembered { get; } = [];

    /// <summary>A session on a repository of the test's own.</summary>
    public static RegistrySession Session(TestRegistry registry, string? repository = null, string? password = null)
    {
        Assert.True(RepositoryName.TryParse(repository ?? SharedAzurite.UniqueName("team/web"), out var name));
        return new RegistrySession(new RegistryCredentials(registry.Address, registry.Login, password ?? registry.Password), name);
    }

    /// <summary>Random bytes that know their digest.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        using var random = new RandomStream(length, seed);
        random.ReadExactly(bytes);
        return bytes;
    }

    public static RegistryBlob Blob(byte[] bytes, Action<long, long>? opened = null) => new(
        ContentDigest.Of(bytes),
        bytes.Length,
        (offset, length, _) =>
        {
            opened?.Invoke(offset, length);
            return Task.FromResult<Stream>(new MemoryStream(bytes, (int)offset, (int)length));
        });

    public async Task PushAsync(
        RegistrySession session, RegistryBlob blob, string? from = null, Uri? resume = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        var source = RepositoryName.TryParse(from, out var name) ? name : null;
        await Push.PushAsync(session, blob, source, resume, RememberAsync, progress ?? new Progress<long>(), cancellation);
    }

    /// <summary>A manifest over blobs that are pushed as well: the first is the configuration.</summary>
    public async Task<byte[]> PushImageAsync(RegistrySession session, string tag, int seed = 1)
    {
        var (config, layer) = (Bytes(100, seed), Bytes(5000, seed + 1));
        await PushAsync(session, Blob(config));
        await PushAsync(session, Blob(layer));
        var manifest = Encoding.UTF8.GetBytes($$"""
            {  "schemaVersion": 2, "mediaType": "{{ContainerMediaType.OciManifest}}",
               "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "{{ContentDigest.Of(config)}}", "size": {{config.Length}}},
               "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": "{{ContentDigest.Of(layer)}}", "size": {{layer.Length}}}]  }
            """);
        await Client.PutManifestAsync(session, tag, ContainerMediaType.OciManifest, manifest, CancellationToken.None);
        return manifest;
    }

    /// <summary>The blob as a plain client gets it.</summary>
    public async Task<byte[]> DownloadAsync(TestRegistry registry, RegistrySession session, ContentDigest digest)
    {
        var url = new Uri(registry.Address, $"v2/{session.Repository}/blobs/{digest}");
        var login = Encoding.UTF8.GetBytes($"{registry.Login}:{registry.Password}");
        var authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(login));
        using var response = await GetAsync(url, authorization);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return await response.Content.ReadAsByteArrayAsync();
        }

        var scope = $"token?service=registry.simulated&scope=repository:{session.Repository}:pull";
        using var issued = await GetAsync(new Uri(registry.Address, scope), authorization);
        using var token = JsonDocument.Parse(await issued.Content.ReadAsStringAsync());
        using var again = await GetAsync(url, new AuthenticationHeaderValue("Bearer", token.RootElement.GetProperty("token").GetString()));
        return await again.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> GetAsync(Uri url, AuthenticationHeaderValue authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = authorization;
        return await _http.SendAsync(request);
    }

    private Task RememberAsync(Uri? location)
    {
        Remembered.Add(location);
        return Task.CompletedTask;
    }
}
