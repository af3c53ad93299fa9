using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Host;

/// <summary>What the Functions host and the real worker do otherwise than a plain web server, and the backend makes of it.</summary>
public sealed class RealHostTests(ProxiedBackend running) : IClassFixture<ProxiedBackend>
{
    private const string Password = "a password of the tests";
    private const string Image = "api/catalog/users/root/appliances/4/images";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private Backend Backend => running.Backend;

    [Fact]
    public async Task Login_TenWrongFromOneCaller_LockThatCallerAndNobodyElse()
    {
        string login = await AddUserAsync();
        for (int i = 0; i < 10; i++) Assert.Equal(401, await SignInAsync(login, $"guess {i}", $"10.1.1.{i}, 198.51.100.7:4711"));

        Assert.Equal(429, await SignInAsync(login, Password, "10.9.9.9, 198.51.100.7:4712"));
        Assert.Equal(200, await SignInAsync(login, Password, "198.51.100.7, 198.51.100.8:4711"));
    }

    /// <summary>The host puts query parameters and properties of a JSON body where it puts the headers.</summary>
    [Fact]
    public async Task Login_GuessesThatForgeWhatTheHostTells_AreCountedTogether()
    {
        string login = await AddUserAsync();
        using HttpClient client = Client(login, "wrong");
        List<int> answers = [];
        for (int i = 0; i < 6; i++)
        {
            string forged = JsonSerializer.Serialize(new Dictionary<string, string> { ["X-Forwarded-For"] = $"198.51.100.{i}" });
            using HttpResponseMessage byQuery = await client.GetAsync($"api/users-admin?Headers={Uri.EscapeDataString(forged)}");
            using HttpResponseMessage byBody = await client.PutAsJsonAsync("api/users-admin/x", new { Headers = forged });
            answers.AddRange([(int)byQuery.StatusCode, (int)byBody.StatusCode]);
        }

        Assert.Equal([.. Enumerable.Repeat(401, 10), 429, 429], answers);
    }

    [Fact]
    public async Task Login_RightAThousandTimesAtOnceAfterASilence_IsNeverRefused()
    {
        string login = await AddUserAsync();
        using HttpClient client = Client(login, Password);

        HttpStatusCode[] answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async _ =>
        {
            using HttpResponseMessage response = await client.GetAsync($"api/users/{login}/pimages");
            return response.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task Login_GuessesAtOnce_GetNoMoreAnswersThanTheLimit()
    {
        string login = await AddUserAsync();

        int[] answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => SignInAsync(login, $"guess {i}", "198.51.100.20")));

        Assert.Equal((10, 50), (answers.Count(status => status == 401), answers.Count(status => status == 429)));
    }

    [Theory]
    [InlineData("localhost", "http://localhost:{0}/v2/")]
    [InlineData("127.0.0.1", "http://127.0.0.1:{0}/v2/")]
    [InlineData("evil.example", "http://localhost:{0}/v2/")]
    public async Task Links_OfVersions_LeadWhereTheCallerAskedIfThatIsThisMachine(string host, string expected)
    {
        using HttpClient client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "versions");
        request.Headers.Host = $"{host}:{Backend.Address.Port}";
        request.Headers.Add("X-Forwarded-Host", "forged.example");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using HttpResponseMessage response = await client.SendAsync(request);

        JsonNode body = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(
            expected.Replace("{0}", $"{Backend.Address.Port}", StringComparison.Ordinal), (string?)body["versions"]![0]!["links"]![0]!["href"]);
    }

    [Fact]
    public async Task Prefix_ThatACallerSends_IsNotRepeated()
    {
        using HttpClient client = Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-Prefix", "/evil");

        using HttpResponseMessage response = await client.GetAsync("api/catalog/nothing");

        string body = await response.Content.ReadAsStringAsync();
        Assert.Contains("RESOURCE_NOT_FOUND", body, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "api/users-admin", 200)]
    [InlineData("GET", "api/users/root/pimages", 200)]
    [InlineData("GET", "versions", 200)]
    [InlineData("GET", "api/catalog/users/root/appliances/77/images", 404)]
    [InlineData("DELETE", "api/status", 405)]
    [InlineData("PUT", "api/users-admin/nobody", 400)]
    public async Task RequestLog_OfEveryKindOfAnswer_ReachesTheHostWithItsStatus(string method, string path, int status)
    {
        using HttpClient client = Client();
        int before = Backend.Process.Output.Count;
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using HttpResponseMessage response = await client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        var line = new Regex($@"Function\.\w+\.User\S* {method} /{path} {status} \d+ ms$", RegexOptions.None, Patience);
        await Backend.Process.WaitForLineAsync(line, Patience, before);
    }

    [Fact]
    public async Task List_AskedThirtyTimes_IsTheSameEachTime()
    {
        await RegisterAsync(30);
        using HttpClient client = Client();
        foreach (string list in (string[])["api/catalog/users/root/images", "api/users-admin", "api/users/root/shares"])
        {
            string first = await client.GetStringAsync(list);
            for (int i = 0; i < 30; i++) Assert.Equal(first, await client.GetStringAsync(list));
        }
    }

    [Fact]
    public async Task PutFile_OfSixteenMillionBytes_IsTaken()
    {
        await RegisterAsync(31);
        using HttpClient client = Client();
        using var file = new ByteArrayContent(new byte[16_000_000]);

        using HttpResponseMessage response = await client.PutAsync($"{Image}/31/file", file);

        Assert.Equal(16_000_000, (int?)(await response.Content.ReadFromJsonAsync<JsonNode>())!["file"]!["size"]);
    }

    [Theory]
    [InlineData(16_000_001, false)]
    [InlineData(16_000_001, true)]
    [InlineData(95_000_000, false)]
    public async Task PutFile_Larger_Is413AndNamesTheUploadUrl(int size, bool isChunked)
    {
        await RegisterAsync(32);
        using HttpClient client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Image}/32/file") { Content = new ByteArrayContent(new byte[size]) };
        request.Headers.TransferEncodingChunked = isChunked;

        using HttpResponseMessage response = await client.SendAsync(request);

        JsonNode problem = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal((413, "FILE_TOO_LARGE"), ((int)response.StatusCode, (string?)problem["code"]));
        Assert.Contains($"POST /{Image}/32/upload-url", (string?)problem["detail"], StringComparison.Ordinal);
    }

    private HttpClient Client(string login = Backend.Administrator, string password = Backend.AdministratorPassword) =>
        Backend.CreateClient(login, password);

    private async Task<string> AddUserAsync()
    {
        string login = SharedAzurite.UniqueName("user");
        using HttpClient client = Client();
        using HttpResponseMessage put = await client.PutAsJsonAsync($"api/users-admin/{login}", new { password = Password, entitlements = new[] { "image_generate" } });
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        return login;
    }

    private async Task RegisterAsync(int image)
    {
        using HttpClient client = Client();
        using HttpResponseMessage put = await client.PutAsJsonAsync(
            $"{Image}/{image}", new { name = "web", version = "1", format = "raw", parent = new { name = "web", version = "1" } });
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
    }

    private async Task<int> SignInAsync(string login, string password, string forwardedFor)
    {
        using HttpClient client = Client(login, password);
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        using HttpResponseMessage response = await client.GetAsync($"api/users/{login}/pimages");
        return (int)response.StatusCode;
    }
}
