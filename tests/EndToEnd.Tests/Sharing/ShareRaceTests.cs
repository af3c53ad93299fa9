using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>Real Glance stores a member twice that is added twice at once; and it does not know that its answer was never read.</summary>
public sealed class ShareRaceTests(OpenStackLab lab) : IClassFixture<OpenStackLab>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [RealOpenStackFact]
    public async Task Share_SameImagesFromTwoBackendsAtOnce_LeavesEachMemberOnce()
    {
        await using Azurite storage = await Azurite.StartAsync();
        await using Backend first = await StartAsync(storage, lab.GlanceUrl);
        await using Backend second = await StartAsync(storage, lab.GlanceUrl);
        using GlanceProject glance = await GlanceProject.SignInAsync(lab, "publisher");
        string[] images = [await glance.CreateImageAsync("a"), await glance.CreateImageAsync("b"), await glance.CreateImageAsync("c")];
        string[] projects = [.. Enumerable.Range(1, 10).Select(i => new string((char)('0' + (i % 10)), 32))];

        string[] jobs = await Task.WhenAll(new[] { first, second, first, second }.Select(backend => SubmitAsync(backend, glance, images, projects)));

        foreach (string job in jobs) Assert.Equal("SUCCESS", await EndAsync(second, glance, job));
        foreach (string image in images) Assert.Equal(projects.Order(), (await glance.MembersAsync(image)).Keys.Order());
    }

    [RealOpenStackFact]
    public async Task Add_KilledBetweenGlancesAnswerAndOurs_TellsTheTruthAfterRestart()
    {
        await using Azurite storage = await Azurite.StartAsync();
        await using HeldGlance held = await HeldGlance.StartAsync(lab.GlanceUrl);
        await using Backend backend = await StartAsync(storage, held.Address);
        using GlanceProject glance = await GlanceProject.SignInAsync(lab, "publisher");
        string image = await glance.CreateImageAsync("killed");
        string project = lab.User("consumer").ProjectId;
        Task answered = held.HoldNextAsync();
        Task<HttpResponseMessage> lost = AddAsync(backend, glance, image, project);
        await answered.WaitAsync(Deadline);
        await backend.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);

        await backend.StartAgainAsync();

        HttpStatusCode status = await Eventually.GetAsync(
            async () => (await AddAsync(backend, glance, image, project)).StatusCode, status => status != HttpStatusCode.GatewayTimeout, Deadline);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([project], (await glance.MembersAsync(image)).Keys);
        Assert.Equal(HttpStatusCode.Conflict, (await AddAsync(backend, glance, image, project)).StatusCode);
    }

    private Task<Backend> StartAsync(Azurite storage, Uri glance) => Backend.StartAsync(storage.ConnectionString, new Dictionary<string, string>
    {
        ["Clouds__lab__auth__auth_url"] = lab.KeystoneUrl.ToString(),
        ["Clouds__lab__image_endpoint_override"] = glance.ToString(),
        ["Sharing__SliceSeconds"] = "10",
    });

    private static async Task<HttpResponseMessage> AddAsync(Backend backend, GlanceProject glance, string image, string project)
    {
        using HttpClient http = Client(backend, glance);
        return await http.PostAsJsonAsync($"v2/images/{image}/members", new { member = project });
    }

    private static async Task<string> SubmitAsync(Backend backend, GlanceProject glance, string[] images, string[] projects)
    {
        using HttpClient http = Client(backend, glance);
        using HttpResponseMessage answer = await http.PostAsJsonAsync("v1/cloudimages/members", new { images, projects });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("job_id").GetString()!;
    }

    private async Task<string?> EndAsync(Backend backend, GlanceProject glance, string job)
    {
        using HttpClient http = Client(backend, glance);
        string path = $"v1/{lab.User("publisher").ProjectId}/jobs/{job}";
        JsonElement end = await Eventually.GetAsync(
            () => http.GetFromJsonAsync<JsonElement>(path), found => found.GetProperty("status").GetString() is "SUCCESS" or "FAIL", Deadline);
        return end.GetProperty("status").GetString();
    }

    private static HttpClient Client(Backend backend, GlanceProject glance)
    {
        var http = new HttpClient { BaseAddress = backend.Address };
        http.DefaultRequestHeaders.Add("X-Auth-Token", glance.Token);
        return http;
    }
}
