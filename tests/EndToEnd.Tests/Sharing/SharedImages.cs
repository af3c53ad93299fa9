using System.Net.Http.Json;
using System.Text.Json;
using CloudSimulator;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>A project of a simulated cloud: makes images and reads their members with a plain HttpClient.</summary>
internal sealed class SharedImages : IDisposable
{
    private readonly HttpClient _http;

    private SharedImages(Uri glance, string token)
    {
        _http = new HttpClient(new LengthHandler()) { BaseAddress = glance };
        _http.DefaultRequestHeaders.Add("X-Auth-Token", token);
    }

    /// <summary>What it signed in with.</summary>
    public string Token => _http.DefaultRequestHeaders.GetValues("X-Auth-Token").Single();

    /// <summary>Signs in as one of the simulator's own users.</summary>
    public static async Task<SharedImages> SignInAsync(CloudSimulatorServer cloud, string user)
    {
        using var http = new HttpClient(new LengthHandler());
        var body = new
        {
            auth = new
            {
                identity = new
                {
                    methods = new[] { "password" },
                    password = new { user = new { name = user, password = user + "-secret", domain = new { id = "default" } } },
                },
                scope = new { project = new { name = user, domain = new { id = "default" } } },
            },
        };
        using HttpResponseMessage response = await http.PostAsJsonAsync(new Uri(cloud.KeystoneUrl, "v3/auth/tokens"), body);
        response.EnsureSuccessStatusCode();
        return new SharedImages(cloud.GlanceUrl, response.Headers.GetValues("X-Subject-Token").First());
    }

    /// <summary>Makes an image that can be shared; its id.</summary>
    public async Task<string> CreateAsync()
    {
        using HttpResponseMessage made = await _http.PostAsJsonAsync("v2/images", new { name = "web", visibility = "shared" });
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>The members of an image: status by project.</summary>
    public async Task<IReadOnlyDictionary<string, string>> MembersAsync(string image)
    {
        JsonElement list = await _http.GetFromJsonAsync<JsonElement>($"v2/images/{image}/members");
        return list.GetProperty("members").EnumerateArray().ToDictionary(
            member => member.GetProperty("member_id").GetString()!, member => member.GetProperty("status").GetString()!);
    }

    public void Dispose() => _http.Dispose();
}
