using System.Net.Http.Json;
using System.Text.Json;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>Reads a cloud's Glance with a plain HttpClient: what the cloud says, not what the backend believes.</summary>
internal sealed class GlanceReader : IDisposable
{
    private readonly HttpClient _http;

    private GlanceReader(Uri glance, string token)
    {
        _http = new HttpClient { BaseAddress = glance };
        _http.DefaultRequestHeaders.Add("X-Auth-Token", token);
    }

    /// <summary>Signs in with Keystone v3.</summary>
    public static async Task<GlanceReader> SignInAsync(Uri keystone, Uri glance, OpenStackUser user)
    {
        using var http = new HttpClient(new LengthHandler());
        var body = new
        {
            auth = new
            {
                identity = new
                {
                    methods = new[] { "password" },
                    password = new { user = new { name = user.Name, password = user.Password, domain = new { id = "default" } } },
                },
                scope = new { project = new { name = user.Project, domain = new { id = "default" } } },
            },
        };
        string root = keystone.ToString().TrimEnd('/');
        using HttpResponseMessage response = await http.PostAsJsonAsync($"{(root.EndsWith("/v3", StringComparison.Ordinal) ? root : root + "/v3")}/auth/tokens", body);
        response.EnsureSuccessStatusCode();
        return new GlanceReader(glance, response.Headers.GetValues("X-Subject-Token").First());
    }

    /// <summary>All images of the project that a publication made.</summary>
    public async Task<IReadOnlyList<JsonElement>> ImagesOfAsync(string publication)
    {
        using JsonDocument page = JsonDocument.Parse(await _http.GetStringAsync($"v2/images?publication={Uri.EscapeDataString(publication)}"));
        return [.. page.RootElement.GetProperty("images").EnumerateArray().Select(image => image.Clone())];
    }

    /// <summary>The image's bytes.</summary>
    public Task<Stream> DownloadAsync(string id) => _http.GetStreamAsync($"v2/images/{id}/file");

    public void Dispose() => _http.Dispose();
}
