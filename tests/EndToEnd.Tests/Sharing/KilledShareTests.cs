using System.Net.Http.Json;
using System.Text.Json;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>A backend that dies after the cloud has done what it was asked, and before it knows.</summary>
public sealed class KilledShareTests(OpenStackLab lab) : IClassFixture<OpenStackLab>
{
    [RealOpenStackFact]
    public async Task Add_KilledBetweenGlancesAnswerAndOurs_EndsInATrueJobAndOneMember()
    {
        await using Azurite storage = await Azurite.StartAsync();
        await using HoldingProxy proxy = await HoldingProxy.StartAsync(lab.GlanceUrl);
        await using Backend backend = await Backend.StartAsync(storage.ConnectionString, new Dictionary<string, string>
        {
            ["Clouds__lab__auth__auth_url"] = lab.KeystoneUrl.ToString(),
            ["Clouds__lab__image_endpoint_override"] = proxy.Address,
        });
        using GlanceProject publisher = await GlanceProject.SignInAsync(lab, "publisher");
        string image = await publisher.CreateImageAsync("killed");
        string recipient = lab.User("consumer").ProjectId;
        using HttpClient caller = Caller(publisher);

        Task<HttpResponseMessage> call = caller.PostAsJsonAsync(new Uri(backend.Address, $"v2/images/{image}/members"), new { member = recipient });
        await proxy.Held.WaitAsync(TimeSpan.FromSeconds(60));
        await backend.KillAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => call);
        await backend.StartAgainAsync();

        Uri jobs = new(backend.Address, $"v1/{lab.User("publisher").ProjectId}/jobs");
        JsonElement job = await Eventually.GetAsync(
            async () => (await caller.GetFromJsonAsync<JsonElement>(jobs)).GetProperty("jobs").EnumerateArray().Single(),
            job => job.GetProperty("end_time").ValueKind == JsonValueKind.String,
            TimeSpan.FromMinutes(3));
        Assert.Equal("SUCCESS", job.GetProperty("status").GetString());
        Assert.Equal([recipient], (await publisher.MembersAsync(image)).Keys);

        // Whose answer was lost hears of the first job's end; the one after that is told by Glance that the member is there.
        Assert.Equal(200, await AddAsync(caller, backend, image, recipient));
        Assert.Equal(409, await AddAsync(caller, backend, image, recipient));
    }

    private static HttpClient Caller(GlanceProject project)
    {
        var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-Auth-Token", project.Token);
        return http;
    }

    private static async Task<int> AddAsync(HttpClient caller, Backend backend, string image, string recipient)
    {
        using HttpResponseMessage response = await caller.PostAsJsonAsync(new Uri(backend.Address, $"v2/images/{image}/members"), new { member = recipient });
        return (int)response.StatusCode;
    }
}
