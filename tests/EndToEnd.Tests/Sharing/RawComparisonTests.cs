using System.Text;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Sharing;

/// <summary>The same requests to Glance and to this backend in front of it: status, media type, challenge and body are the same.</summary>
public sealed class RawComparisonTests(SharingPlace place) : IClassFixture<SharingPlace>
{
    private const string Unknown = "00000000-0000-4000-8000-000000000000";

    private static readonly string?[] Accepts =
        [null, "*/*", "application/json", "text/plain", "text/html", "application/json, text/html;q=0.9", "application/xml", "text/*;q=0.3, application/json;q=0.2"];

    /// <summary>User (null: no token), method, path and body; none of them changes anything.</summary>
    private static readonly (string? User, string Method, string Path, string? Body)[] Calls =
    [
        (null, "GET", "v2/images", null),
        ("wrong", "POST", "v2/images/{web}/members", "{"),
        ("publisher", "POST", "v2/images/{web}/members", null),
        ("publisher", "POST", "v2/images/{web}/members", "{"),
        ("publisher", "POST", "v2/images/{web}/members", "[]"),
        ("publisher", "POST", "v2/images/{web}/members", "3"),
        ("publisher", "POST", "v2/images/{web}/members", "{}"),
        ("publisher", "POST", "v2/images/{web}/members", """{"member": ""}"""),
        ("publisher", "POST", "v2/images/{web}/members", """{"member": "{project:consumer}"}"""),
        ("publisher", "POST", "v2/images/<b>'\"/members", """{"member": "x"}"""),
        ("publisher", "POST", $"v2/images/{Unknown}/members", """{"member": "x"}"""),
        ("consumer", "POST", "v2/images/{web}/members", """{"member": "x"}"""),
        ("outsider", "POST", "v2/images/{web}/members", """{"member": "x"}"""),
        ("publisher", "PUT", "v2/images/{web}/members/{project:consumer}", """{"status": "accepted"}"""),
        ("consumer", "PUT", "v2/images/{web}/members/{project:consumer}", """{"status": "perhaps"}"""),
        ("consumer", "PUT", "v2/images/{web}/members/{project:consumer}", "{}"),
        ("consumer", "PUT", "v2/images/{web}/members/nobody", """{"status": "accepted"}"""),
        ("consumer", "DELETE", "v2/images/{web}/members/{project:consumer}", null),
        ("publisher", "DELETE", "v2/images/{web}/members/nobody", null),
        ("publisher", "DELETE", "v2/images/{web}/members/nobody", "{}"),
        ("publisher", "PATCH", "v2/images/{web}/members", "{}"),
        ("publisher", "GET", "v2/images/{web}/members", null),
        ("publisher", "GET", "v2/images/{web}/members", "{}"),
        ("publisher", "GET", "v2/images/{web}/members/", null),
        ("publisher", "GET", "v2/images/{web}/members/nobody", null),
        ("outsider", "GET", "v2/images/{web}/members", null),
        ("publisher", "GET", "v2/images/{web}", null),
        ("publisher", "GET", "v2/images?name={name}&limit=1", null),
        ("publisher", "GET", "v2/images?limit=x", null),
        ("publisher", "GET", "v2/schemas/member", null),
        ("publisher", "GET", "v2/schemas/members", null),
        ("publisher", "GET", "v2/nothing", null),
        ("publisher", "GET", "v2", null),
        (null, "GET", "", null),
        (null, "GET", "versions", null),
    ];

    [RealOpenStackFact]
    public async Task EveryCall_WithEveryAccept_IsAnsweredAsByGlance()
    {
        using GlanceProject publisher = await GlanceProject.SignInAsync(place.Lab, "publisher");
        using GlanceProject consumer = await GlanceProject.SignInAsync(place.Lab, "consumer");
        using GlanceProject outsider = await GlanceProject.SignInAsync(place.Lab, "outsider");
        string name = SharedAzurite.UniqueName("raw");
        string image = await publisher.CreateImageAsync(name);
        await publisher.AddMemberAsync(image, place.Lab.User("consumer").ProjectId);
        var tokens = new Dictionary<string, string>
        {
            ["publisher"] = publisher.Token,
            ["consumer"] = consumer.Token,
            ["outsider"] = outsider.Token,
            ["wrong"] = "wrong",
        };
        string Fill(string text) => text.Replace("{web}", image, StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal)
            .Replace("{project:consumer}", place.Lab.User("consumer").ProjectId, StringComparison.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        foreach ((string? user, string method, string path, string? body) in Calls)
        {
            foreach (string? accept in Accepts)
            {
                string? token = user is null ? null : tokens[user];
                string expected = await AskAsync(http, place.Lab.GlanceUrl, method, Fill(path), Fill(body ?? ""), accept, token);
                string actual = await AskAsync(http, place.Backend.Address, method, Fill(path), Fill(body ?? ""), accept, token);
                string prefixed = await AskAsync(http, new Uri(place.Backend.Address, "clouds/lab/"), method, Fill(path), Fill(body ?? ""), accept, token);
                Assert.Equal($"{user} {method} {path} {body} {accept}\n{expected}", $"{user} {method} {path} {body} {accept}\n{actual}");
                Assert.Equal($"{user} {method} {path} {body} {accept}\n{expected}", $"{user} {method} {path} {body} {accept}\n{prefixed}");
            }
        }
    }

    private static async Task<string> AskAsync(HttpClient http, Uri endpoint, string method, string path, string body, string? accept, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(endpoint, path));
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (token is not null) request.Headers.Add("X-Auth-Token", token);
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, "application/octet-stream");
        using HttpResponseMessage response = await http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        bool isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        string told = $"{(int)response.StatusCode} {response.ReasonPhrase}\n{response.Content.Headers.ContentType}\n{response.Headers.WwwAuthenticate}\n"
            + $"{response.Headers.Location}\n{response.Content.Headers.Allow.FirstOrDefault()}\n{(isJson ? Canonical(text) : text)}";
        return told.Replace(endpoint.AbsoluteUri.TrimEnd('/'), "ENDPOINT", StringComparison.Ordinal);
    }

    /// <summary>JSON without the blanks between its parts.</summary>
    private static string Canonical(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();
}
