using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Reads a registry with a plain HttpClient: what a client that pulls gets, not what the backend believes.</summary>
internal sealed class RegistryReader : IDisposable
{
    private static readonly string[] ManifestTypes =
    [
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.distribution.manifest.list.v2+json",
    ];

    private readonly HttpClient _http;

    public RegistryReader(Uri registry, string login, string password)
    {
        _http = new HttpClient { BaseAddress = registry };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{password}")));
    }

    /// <summary>A manifest with its type; null when there is none.</summary>
    public async Task<(string MediaType, byte[] Content)?> FindManifestAsync(string repository, string reference)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v2/{repository}/manifests/{reference}");
        foreach (string type in ManifestTypes) request.Headers.Accept.ParseAdd(type);
        using HttpResponseMessage response = await _http.SendAsync(request);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        response.EnsureSuccessStatusCode();
        return (response.Content.Headers.ContentType!.MediaType!, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Puts a manifest under a tag, as another client did before.</summary>
    public async Task PutManifestAsync(string repository, string tag, string mediaType, string content)
    {
        using var body = new StringContent(content, new MediaTypeHeaderValue(mediaType));
        using HttpResponseMessage response = await _http.PutAsync($"v2/{repository}/manifests/{tag}", body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The digest of a blob's bytes as they are downloaded.</summary>
    public async Task<string> DigestOfBlobAsync(string repository, string digest)
    {
        await using Stream content = await _http.GetStreamAsync($"v2/{repository}/blobs/{digest}");
        return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
    }

    public void Dispose() => _http.Dispose();
}
