using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Publishing;

/// <summary>A caller of the backend: registers an image, uploads its file, publishes it and polls, all over plain HTTP.</summary>
internal sealed class PublishingClient(Backend backend, string login = Backend.Administrator, string password = Backend.AdministratorPassword)
{
    /// <summary>Registers an image and uploads its file through an upload URL.</summary>
    /// <param name="image">For example <c>users/root/appliances/4/images/7</c>.</param>
    /// <param name="file">The file; null for an image without one.</param>
    /// <param name="format">UForge's format.</param>
    /// <param name="name">Name of the image and of its source.</param>
    public async Task RegisterAsync(string image, string? file, string format = "openstackqcow2", string name = "web")
    {
        using HttpClient http = backend.CreateClient(login, password);
        var body = new { name, version = "1.0", format, parent = new { name, version = "1.0" } };
        using HttpResponseMessage registered = await http.PutAsJsonAsync($"api/catalog/{image}", body);
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());
        if (file is null) return;
        using HttpResponseMessage url = await http.PostAsync($"api/catalog/{image}/upload-url", null);
        using JsonDocument upload = JsonDocument.Parse(await url.Content.ReadAsStringAsync());
        using var storage = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        await using FileStream data = File.OpenRead(file);
        using var put = new HttpRequestMessage(HttpMethod.Put, upload.RootElement.GetProperty("url").GetString()) { Content = new StreamContent(data) };
        put.Headers.Add("x-ms-blob-type", "BlockBlob");
        using HttpResponseMessage stored = await storage.SendAsync(put);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
    }

    /// <summary>Posts a publication.</summary>
    public async Task<HttpResponseMessage> PostAsync(string resource, string body, string mediaType = "application/xml", string? idempotencyKey = null)
    {
        using HttpClient http = backend.CreateClient(login, password);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/{resource}")
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(mediaType)),
        };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await http.SendAsync(request);
    }

    /// <summary>Posts a publication that is accepted.</summary>
    /// <returns>The ticket's URI.</returns>
    public async Task<string> PublishAsync(string resource, string body)
    {
        using HttpResponseMessage response = await PostAsync(resource, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return XDocument.Parse(text).Root!.Element("uri")!.Value;
    }

    /// <summary>Reads a resource as XML.</summary>
    public async Task<XElement> GetAsync(string uri)
    {
        using HttpClient http = backend.CreateClient(login, password);
        return XDocument.Parse(await http.GetStringAsync($"api/{uri}")).Root!;
    }

    /// <summary>Polls a ticket's status until it has ended.</summary>
    public Task<XElement> WaitForEndAsync(string ticket, TimeSpan? deadline = null) =>
        WaitForAsync(ticket, status => IsTrue(status, "complete") || IsTrue(status, "cancelled"), deadline);

    /// <summary>Polls a ticket's status until it satisfies a condition.</summary>
    public Task<XElement> WaitForAsync(string ticket, Func<XElement, bool> condition, TimeSpan? deadline = null) =>
        Eventually.GetAsync(() => GetAsync($"{ticket}/status"), condition, deadline ?? TimeSpan.FromMinutes(2));

    /// <summary>Cancels a publication.</summary>
    public async Task CancelAsync(string ticket)
    {
        using HttpClient http = backend.CreateClient(login, password);
        using HttpResponseMessage response = await http.DeleteAsync($"api/{ticket}/cancel");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>The value of a flag.</summary>
    public static bool IsTrue(XElement status, string flag) => status.Element(flag)?.Value == "true";
}
