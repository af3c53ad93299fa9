using System.Net.Http.Json;
using System.Xml.Linq;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>What a caller can send wrong: the right status, a uforgeError that names the field, and nothing left behind.</summary>
public sealed class BadInputTests(RunningBackend running) : IClassFixture<RunningBackend>
{
    private const string Image = "users/root/appliances/4/images/7";
    private const string Account = """
        <credAccount><targetPlatform><name>openstack</name></targetPlatform><keystoneUrl>http://127.0.0.1:1/v3</keystoneUrl>
        <login>u</login><password>p-secret-p</password></credAccount>
        """;

    /// <summary>Body, status, the field that must be named.</summary>
    public static TheoryData<string, int, string> Bodies => new()
    {
        { Body(Account.Replace("<login>", "<x:login>", StringComparison.Ordinal)), 400, "" },
        { "<!DOCTYPE a [<!ENTITY e \"x\">]><publishImage/>", 400, "" },
        { string.Concat(Enumerable.Repeat("<a>", 20_000)), 400, "" },
        { "<ns0:publishImage xmlns:ns0=\"http://www.usharesoft.com/uforge\">" + new string('x', 5 << 20), 413, "" },
        { Body(Account + "<publicImage>perhaps</publicImage>"), 400, "publicImage" },
        { Body(Account), 400, "keystoneDomain" },
        { Body(Account.Replace("<login>u</login>", "", StringComparison.Ordinal)), 400, "credAccount/login" },
        { Body(Account.Replace("openstack", "moonbase", StringComparison.Ordinal)), 400, "credAccount/targetPlatform/name" },
        { Body(Account.Replace("http://127.0.0.1:1/v3", "file:///etc/passwd", StringComparison.Ordinal)), 400, "credAccount/keystoneUrl" },
        { Body("<credAccount><targetPlatform><type>aws</type></targetPlatform></credAccount>"), 501, "credAccount/targetPlatform" },
        { Body(""), 400, "credAccount" },
        { Body("<credAccount><uri>users/root/accounts/99</uri></credAccount>"), 404, "credAccount" },
        { "", 400, "" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Publish_WrongBody_IsRefusedNamesTheFieldAndLeavesNothing(string body, int status, string field)
    {
        await RegisterAsync(Image);
        int before = await RowsAsync();

        using HttpResponseMessage response = await running.Client.PostAsync($"{Image}/pimages", body);

        string text = await AssertErrorAsync(response, status);
        Assert.Contains(field, text, StringComparison.Ordinal);
        Assert.DoesNotContain("p-secret-p", text, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync());
    }

    [Theory]
    [InlineData("users/nobody/appliances/4/images/7/pimages", 404, "nobody")]
    [InlineData("users/guest/appliances/4/images/99/pimages", 404, "99")]
    [InlineData("users/guest/appliances/4/images/x/pimages", 400, "itid")]
    [InlineData("users/guest/appliances/4/images/007/pimages", 400, "itid")]
    [InlineData("users/guest/appliances/4/nonsense", 404, "")]
    public async Task Publish_WrongPath_IsRefused(string resource, int status, string field)
    {
        using HttpResponseMessage response = await (await GuestAsync()).PostAsync(resource, Body(Account));

        Assert.Contains(field, await AssertErrorAsync(response, status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ImageWithoutAFile_IsRefusedAndSaysWhatToDo()
    {
        await running.Client.RegisterAsync("users/root/appliances/4/images/8", null);

        using HttpResponseMessage response = await running.Client.PostAsync("users/root/appliances/4/images/8/pimages", Body(Account));

        Assert.Contains("upload it first", await AssertErrorAsync(response, 409), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_ImageUriOfAnotherAppliance_IsRefused()
    {
        using HttpResponseMessage response = await running.Client.PostAsync(
            "users/root/appliances/5/pimages", Body(Account + $"<imageUri>{Image}</imageUri>"));

        Assert.Contains("imageUri", await AssertErrorAsync(response, 400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "api/users/root/appliances/4/images/7/pimages", 405)]
    [InlineData("PATCH", "api/status", 405)]
    [InlineData("GET", "api/nonsense", 404)]
    [InlineData("DELETE", "api/users/root/appliances/4/images/7/pimages/5/status", 405)]
    public async Task Request_UnknownPathOrVerb_IsAUForgeError(string method, string path, int status)
    {
        using HttpClient http = running.Backend.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await http.SendAsync(request);

        await AssertErrorAsync(response, status);
    }

    [Fact]
    public async Task Request_WithoutCredential_Is401AndSaysHow()
    {
        using var http = new HttpClient { BaseAddress = running.Backend.Address };
        using HttpResponseMessage response = await http.GetAsync($"api/{Image}/pimages/1");

        await AssertErrorAsync(response, 401);
        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    private static string Body(string content) =>
        $"<ns0:publishImage xmlns:ns0=\"http://www.usharesoft.com/uforge\">{content}</ns0:publishImage>";

    private static async Task<string> AssertErrorAsync(HttpResponseMessage response, int status)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/xml", response.Content.Headers.ContentType!.ToString());
        XElement error = XDocument.Parse(text).Root!;
        Assert.Equal("uforgeError", error.Name.LocalName);
        Assert.Equal($"{status}", error.Element("statusCode")!.Value);
        Assert.NotEmpty(error.Element("localizedErrorMsg")!.Element("message")!.Value);
        Assert.NotEmpty(error.Element("requestMethod")!.Value);
        Assert.NotEmpty(error.Element("requestUri")!.Value);
        return text;
    }

    private async Task<PublishingClient> GuestAsync()
    {
        const string Password = "a guest of the tests";
        using HttpClient http = running.Backend.CreateClient();
        using HttpResponseMessage put = await http.PutAsJsonAsync(
            "api/users-admin/guest", new { password = Password, entitlements = new[] { "image_publish", "appliance_create" } });
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        return new PublishingClient(running.Backend, "guest", Password);
    }

    private async Task RegisterAsync(string image)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, new byte[4096]);
        await running.Client.RegisterAsync(image, file, "raw");
        File.Delete(file);
    }

    /// <summary>Tickets, open rows and secrets in storage.</summary>
    private async Task<int> RowsAsync()
    {
        var tables = new Azure.Data.Tables.TableServiceClient(running.Storage);
        int rows = 0;
        foreach (string table in new[] { "Tickets", "Open", "Secrets" })
            rows += await tables.GetTableClient(table).QueryAsync<Azure.Data.Tables.TableEntity>().CountAsync();
        return rows;
    }
}
