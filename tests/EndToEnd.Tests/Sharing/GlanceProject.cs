using System.Net.Http.Json;
using System.Text.Json;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>A project of the real Glance, spoken to directly with a plain HttpClient.</summary>
internal sealed class GlanceProject : IDisposable
{
    private readonly HttpClient _http;

    private GlanceProject(HttpClient http, string token)
    {
        _http = http;
        Token = token;
    }

    /// <summary>A token of the project.</summary>
    public string Token { get; }

    /// <summary>Signs in with Keystone v3.</summary>
    public static async Task<GlanceProject> SignInAsync(OpenStackLab lab, string user)
    {
        OpenStackUser who = lab.User(user);
        var body = new
        {
            auth = new
            {
                identity = new
                {
                    methods = new[] { "password" },
                    password = new { user = new { name = who.Name, password = who.Password, domain = new { name = lab.Domain } } },
                },
                scope = new { project = new { id = who.ProjectId } },
            },
        };
        var http = new HttpClient { BaseAddress = lab.GlanceUrl };
        using HttpResponseMessage response = await http.PostAsJsonAsync($"{lab.KeystoneUrl.ToString().TrimEnd('/')}/auth/tokens", body);
        response.EnsureSuccessStatusCode();
        string token = response.Headers.GetValues("X-Subject-Token").Single();
        http.DefaultRequestHeaders.Add("X-Auth-Token", token);
        return new GlanceProject(http, token);
    }

    /// <summary>Makes an image without data.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateImageAsync(string name, string visibility = "shared")
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(
            "v2/images", new { name, visibility, disk_format = "raw", container_format = "bare" });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Adds a member.</summary>
    public async Task AddMemberAsync(string image, string project)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync($"v2/images/{image}/members", new { member = project });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The image's members: project and status.</summary>
    public async Task<IReadOnlyDictionary<string, string>> MembersAsync(string image) =>
        (await _http.GetFromJsonAsync<JsonElement>($"v2/images/{image}/members")).GetProperty("members").EnumerateArray()
            .ToDictionary(member => member.GetProperty("member_id").GetString()!, member => member.GetProperty("status").GetString()!);

    public void Dispose() => _http.Dispose();
}
