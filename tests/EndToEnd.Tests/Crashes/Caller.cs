using System.Net;
using System.Text;
using System.Text.Json;
using CloudSimulator;
using ImagePublishFunctions.EndToEnd.Publishing;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Crashes;

/// <summary>
/// A caller of a backend that dies under its requests: repeats each under the same Idempotency-Key until it is answered, as a careful client does.
/// </summary>
internal sealed class Caller(Backend backend, CloudSimulatorServer cloud)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The project that images are shared with.</summary>
    public static readonly string Consumer = CloudSimulatorServer.ProjectId("consumer");

    /// <inheritdoc cref="Consumer"/>
    public static readonly string Outsider = CloudSimulatorServer.ProjectId("outsider");

    private static readonly OpenStackUser Publisher = new("publisher", "publisher-secret", "publisher", CloudSimulatorServer.ProjectId("publisher"));

    /// <summary>Registers an image of a mebibyte; its first publication has it inspected.</summary>
    public async Task<string> RegisterAsync(int id)
    {
        string image = $"users/root/appliances/1/images/{id}";
        var body = new { name = "web", version = "1.0", format = "raw", parent = new { name = "web", version = "1.0" } };
        await AskAsync(HttpMethod.Put, $"api/catalog/{image}", JsonSerializer.Serialize(body));
        JsonElement upload = await AskAsync(HttpMethod.Post, $"api/catalog/{image}/upload-url");
        using var storage = new HttpClient();
        using var put = new HttpRequestMessage(HttpMethod.Put, upload.GetProperty("url").GetString()) { Content = new ByteArrayContent(new byte[1 << 20]) };
        put.Headers.Add("x-ms-blob-type", "BlockBlob");
        using HttpResponseMessage stored = await storage.SendAsync(put);
        stored.EnsureSuccessStatusCode();
        return image;
    }

    /// <summary>Publishes with an account that comes with the request; the ticket's URI.</summary>
    public async Task<string> PublishAsync(string image, string key, params IReadOnlyList<string> shareWith)
    {
        var account = new Dictionary<string, object>
        {
            ["@type"] = "CredAccountOpenStack",
            ["glanceUrl"] = cloud.GlanceUrl,
            ["keystoneUrl"] = new Uri(cloud.KeystoneUrl, "v3"),
            ["login"] = Publisher.Name,
            ["password"] = Publisher.Password,
            ["keystoneVersion"] = "v3",
        };
        return await PublishAsync(image, key, account, shareWith);
    }

    /// <summary>Publishes with a stored account; the ticket's URI.</summary>
    public Task<string> PublishStoredAsync(string image, string key, string account) => PublishAsync(
        image, key, new Dictionary<string, object> { ["@type"] = "CredAccountOpenStack", ["uri"] = account }, []);

    /// <summary>Stores an account of the publisher; its URI.</summary>
    public async Task<string> StoreAccountAsync(string name)
    {
        using HttpResponseMessage stored = await new PublishingClient(backend).PostAsync(
            "users/root/accounts", PublicationBodies.Account(cloud.KeystoneUrl, cloud.GlanceUrl, Publisher, name));
        return System.Xml.Linq.XDocument.Parse(await stored.Content.ReadAsStringAsync()).Root!.Element("uri")!.Value;
    }

    /// <summary>Waits until a publication has ended; its status.</summary>
    public Task<JsonElement> EndAsync(string ticket) => Eventually.GetAsync(
        async () => (await AskAsync(HttpMethod.Get, $"api/{ticket}/status")).GetProperty("status"),
        status => Flag(status, "complete") || Flag(status, "cancelled"),
        Patience);

    /// <summary>Waits for the end of the share that a publication begins once it is done; its state.</summary>
    public async Task<string> ShareEndAsync(string job)
    {
        JsonElement end = await Eventually.GetAsync(
            () => AskAsync(HttpMethod.Get, $"api/users/root/shares/{job}", notYet: HttpStatusCode.NotFound),
            share => share.GetProperty("state").GetString() is "SUCCESS" or "FAIL",
            Patience);
        return end.GetProperty("state").GetString()!;
    }

    /// <summary>The id of a publication's image in the cloud.</summary>
    public async Task<string> CloudIdAsync(string ticket) =>
        (await AskAsync(HttpMethod.Get, $"api/{ticket}")).GetProperty("publishImage").GetProperty("cloudId").GetString()!;

    /// <summary>Cancels a publication.</summary>
    public Task CancelAsync(string ticket) => AskAsync(HttpMethod.Delete, $"api/{ticket}/cancel");

    /// <summary>Deletes a publication with its image in the cloud, and waits until it is gone.</summary>
    public async Task<string> DeleteAsync(string ticket)
    {
        using HttpClient http = backend.CreateClient();
        await Eventually.GetAsync(() => SendAsync(http, () => new HttpRequestMessage(HttpMethod.Delete, $"api/{ticket}?cloud=true")), IsAnswer, Patience);
        await Eventually.GetAsync(
            () => SendAsync(http, () => new HttpRequestMessage(HttpMethod.Get, $"api/{ticket}")), status => status == HttpStatusCode.NotFound, Patience);
        return ticket;

        static bool IsAnswer(HttpStatusCode? status) => status is HttpStatusCode.Accepted or HttpStatusCode.NoContent or HttpStatusCode.NotFound;
    }

    public static bool Flag(JsonElement status, string name) => status.TryGetProperty(name, out JsonElement flag) && flag.ToString() is "True" or "true";

    private async Task<string> PublishAsync(string image, string key, object account, IReadOnlyList<string> shareWith)
    {
        var body = new
        {
            publishImage = new Dictionary<string, object>
            {
                ["@type"] = "PublishImageOpenStack",
                ["shareWith"] = shareWith,
                ["credAccount"] = account,
                ["keystoneDomain"] = "Default",
                ["keystoneProject"] = Publisher.Project,
                ["displayName"] = "web",
            },
        };
        JsonElement ticket = await AskAsync(HttpMethod.Post, $"api/{image}/pimages", JsonSerializer.Serialize(body), key);
        return ticket.GetProperty("publishImage").GetProperty("uri").GetString()!;
    }

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, string? body = null, string? key = null, HttpStatusCode? notYet = null)
    {
        using HttpClient http = backend.CreateClient();
        JsonElement answer = default;
        await Eventually.GetAsync(
            () => SendAsync(
                http,
                () =>
                {
                    var request = new HttpRequestMessage(method, path);
                    request.Headers.Add("Accept", "application/json");
                    if (key is not null) request.Headers.Add("Idempotency-Key", key);
                    if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                    return request;
                },
                async response =>
                {
                    string text = await response.Content.ReadAsStringAsync();
                    Assert.True(response.IsSuccessStatusCode || response.StatusCode == notYet, text);
                    answer = text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
                }),
            status => status is not null && status != notYet,
            Patience);
        return answer;
    }

    /// <returns>The status of an answer that is the backend's own and no error; null when it died under the request.</returns>
    private static async Task<HttpStatusCode?> SendAsync(
        HttpClient http, Func<HttpRequestMessage> request, Func<HttpResponseMessage, Task>? read = null)
    {
        try
        {
            using HttpRequestMessage sent = request();
            using HttpResponseMessage response = await http.SendAsync(sent);
            if ((int)response.StatusCode >= 500) return null;
            if (read is not null) await read(response);
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
