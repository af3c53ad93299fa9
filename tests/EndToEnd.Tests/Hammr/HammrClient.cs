using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.EndToEnd.Hammr;

/// <summary>
/// Does what hammr 3.8.13 and its SDK do, call by call and header by header (contract of UForge's family, §3), and fails where they would
/// crash: another Content-Type than exactly <c>application/xml</c>, a field that they dereference missing, an URI that their expressions
/// do not match, a percentage outside 0 to 100.
/// </summary>
internal sealed partial class HammrClient : IDisposable
{
    private static readonly XNamespace UForge = "http://www.usharesoft.com/uforge";
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>hammr sleeps between two looks at a status.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly string _user;

    public HammrClient(Backend backend, string user, string password)
    {
        _user = user;
        _http = new HttpClient { BaseAddress = new Uri(backend.Address, "api/"), Timeout = TimeSpan.FromSeconds(120) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    /// <summary>What hammr does before every command: the version must be its own.</summary>
    public async Task CheckVersionAsync()
    {
        XElement status = await GetAsync("status", "serviceStatus");
        Assert.Equal("3.8.13", status.Element("version")!.Value);
    }

    /// <summary><c>hammr image publish --id</c>.</summary>
    /// <returns>Publish ID and Cloud ID, as hammr prints them.</returns>
    public async Task<(string PublishId, string? CloudId)> PublishByIdAsync(string imageId, string account, Func<XElement, XElement, XElement, XElement> body)
    {
        await CheckVersionAsync();
        XElement images = await GetAsync($"users/{_user}/images", "images");
        XElement image = Assert.Single(images.Element("images")!.Elements("image"), found => Value(found, "dbId") == imageId);
        RequireReady(image);
        XElement source = ApplianceUri().IsMatch(Value(image, "uri"))
            ? await GetAsync($"users/{_user}/appliances/{Value(image, "parentUri").Split('/')[^1]}", "appliance")
            : await GetScanAsync(image);
        return await PublishAsync(image, source, await FindAccountAsync(account), body);
    }

    /// <summary><c>hammr image publish --file</c>: the appliance by name and version, its image by the builder's type.</summary>
    public async Task<(string PublishId, string? CloudId)> PublishByFileAsync(
        string name, string version, string builder, string account, Func<XElement, XElement, XElement, XElement> body)
    {
        await CheckVersionAsync();
        XElement appliances = await GetAsync($"users/{_user}/appliances?query={Quote($"name=='{name}';version=='{version}'")}", "appliances");
        XElement appliance = Assert.Single(appliances.Element("appliances")!.Elements("appliance"));
        XElement images = await GetAsync(
            $"users/{_user}/appliances/{Value(appliance, "dbId")}/images?query={Quote($"targetFormat.name=='{builder}'")}", "images");
        XElement image = images.Element("images")!.Elements("image").First();
        RequireReady(image);
        return await PublishAsync(image, appliance, await FindAccountAsync(account), body);
    }

    /// <summary>What any caller of the API does for a container template's image, which hammr itself does not know.</summary>
    public async Task<(string PublishId, string? CloudId)> PublishTemplateImageAsync(
        string image, string account, Func<XElement, XElement, XElement, XElement> body)
    {
        XElement found = await GetAsync(image, "image");
        XElement source = await GetAsync(Value(found, "parentUri"), "containerTemplate");
        return await PublishAsync(found, source, await FindAccountAsync(account), body);
    }

    /// <summary><c>hammr image list</c>: the lines of its two tables.</summary>
    public async Task<IReadOnlyList<string>> ListImagesAsync()
    {
        await CheckVersionAsync();
        XElement images = await GetAsync($"users/{_user}/images", "images");
        XElement publications = await GetAsync($"users/{_user}/pimages", "publishImages");
        IEnumerable<string> ofImages = images.Element("images")!.Elements("image").Select(image => string.Join(
            ' ',
            Value(image, "dbId"),
            Value(image, "name"),
            Value(image, "version"),
            Value(image, "revision"),
            Value(image.Element("targetFormat")!, "name"),
            DateTimeOffset.Parse(Value(image, "created"), CultureInfo.InvariantCulture).Year,
            long.Parse(Value(image, "fileSize"), CultureInfo.InvariantCulture),
            bool.Parse(Value(image, "compress")),
            Value(image.Element("status")!, "complete")));
        IEnumerable<string> ofPublications = publications.Element("publishImages")!.Elements("publishImage")
            .OrderBy(publication => Value(publication, "name"), StringComparer.Ordinal)
            .Select(publication => string.Join(
                ' ',
                Value(publication, "name"),
                Value(publication, "imageUri"),
                Value(publication, "dbId"),
                Value(publication.Element("credAccount")!.Element("targetPlatform")!, "name"),
                publication.Element("credAccount")!.Element("name")?.Value,
                publication.Element("cloudId")?.Value,
                Value(publication.Element("status")!, "complete")));
        return [.. ofImages, .. ofPublications];
    }

    /// <summary><c>hammr image download</c>: with the image's own URI and without credentials.</summary>
    public async Task<byte[]> DownloadAsync(string imageId)
    {
        XElement images = await GetAsync($"users/{_user}/images", "images");
        XElement image = Assert.Single(images.Element("images")!.Elements("image"), found => Value(found, "dbId") == imageId);
        Assert.True(bool.Parse(Value(image, "compress")) && bool.Parse(Value(image.Element("status")!, "complete")));
        using var anonymous = new HttpClient();
        using HttpResponseMessage response = await anonymous.GetAsync(new Uri(_http.BaseAddress!, Value(image, "downloadUri")));
        Assert.NotNull(response.Content.Headers.ContentLength);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary><c>hammr account list</c>: id, name and platform of each.</summary>
    public async Task<IReadOnlyList<string>> ListAccountsAsync()
    {
        await CheckVersionAsync();
        XElement accounts = await GetAsync($"users/{_user}/accounts", "credAccounts");
        return
        [
            .. accounts.Element("credAccounts")!.Elements("credAccount").Select(account => string.Join(
                ' ', Value(account, "dbId"), Value(account, "name"), Value(account.Element("targetPlatform")!, "name"), Value(account, "created"))),
        ];
    }

    /// <summary><c>hammr account create</c>: its id.</summary>
    public async Task<string> CreateAccountAsync(string body) =>
        Value(await SendAsync(HttpMethod.Post, $"users/{_user}/accounts", body, "credAccount"), "dbId");

    /// <summary>Sends a DELETE as the SDK does: with a content type and without a body.</summary>
    public async Task DeleteAsync(string uri)
    {
        using HttpRequestMessage request = Request(HttpMethod.Delete, uri, "");
        using HttpResponseMessage response = await _http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("^users/[^/]+/appliances/[0-9]+/images/[0-9]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ApplianceUri();

    [GeneratedRegex("^users/[^/]+/scannedinstances/(?<instance>[0-9]+)/scans/(?<scan>[0-9]+)/images/[0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ScanUri();

    /// <summary>Python's quote() with its default of safe characters.</summary>
    private static string Quote(string text) => Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal);

    private static string Value(XElement element, string name) =>
        element.Element(name)?.Value ?? throw new InvalidDataException($"hammr reads {name} of {element}");

    private static void RequireReady(XElement image)
    {
        XElement status = image.Element("status")!;
        Assert.Equal(("true", "false", "false"), (Value(status, "complete"), Value(status, "error"), Value(status, "cancelled")));
    }

    private async Task<XElement> GetScanAsync(XElement image)
    {
        Match scan = ScanUri().Match(Value(image, "uri"));
        Assert.True(scan.Success, Value(image, "uri"));
        return await GetAsync($"users/{_user}/scannedinstances/{scan.Groups["instance"]}/scans/{scan.Groups["scan"]}", "scan");
    }

    private async Task<XElement> FindAccountAsync(string name)
    {
        XElement accounts = await GetAsync($"users/{_user}/accounts", "credAccounts");
        XElement account = accounts.Element("credAccounts")!.Elements("credAccount").First(found => found.Element("name")?.Value == name);
        Value(account.Element("targetPlatform")!, "type");
        return account;
    }

    private async Task<(string PublishId, string? CloudId)> PublishAsync(
        XElement image, XElement source, XElement account, Func<XElement, XElement, XElement, XElement> body)
    {
        XElement ticket = await SendAsync(HttpMethod.Post, Value(image, "uri") + "/pimages", Annotated(body(image, source, account)), "publishImage");
        Assert.NotNull(ticket.Attribute(Xsi + "type"));
        string id = Value(ticket, "dbId");
        XElement status = ticket.Element("status")!;
        using var timer = new PeriodicTimer(Poll);
        while (!IsTrue(status, "complete") && !IsTrue(status, "error") && !IsTrue(status, "cancelled"))
        {
            Assert.InRange(int.Parse(Value(status, "percentage"), CultureInfo.InvariantCulture), 0, 100);
            Value(status, "message");
            await timer.WaitForNextTickAsync();
            status = await GetAsync($"{Value(image, "uri")}/pimages/{id}/status", "status");
        }

        Assert.False(IsTrue(status, "error"), status.ToString());
        Assert.False(IsTrue(status, "cancelled"));
        XElement publications = await GetAsync($"users/{_user}/pimages", "publishImages");
        XElement published = Assert.Single(publications.Element("publishImages")!.Elements("publishImage"), found => Value(found, "dbId") == id);
        return (id, published.Element("cloudId")?.Value);
    }

    private static bool IsTrue(XElement status, string flag) => Value(status, flag) == "true";

    /// <summary>The body as the SDK's serializer writes it: a type on every leaf, one of which no schema has.</summary>
    private static string Annotated(XElement body)
    {
        foreach (XElement element in body.Descendants().Where(element => element.Attribute(Xsi + "type") is null))
        {
            string type = element.Name.LocalName switch
            {
                "targetPlatform" => "ns1:TargetPlatform",
                "type" => "ns1:string",
                "dbId" => "ns2:long",
                "secretsMissing" => "ns2:boolean",
                "created" or "lastModified" => "ns2:dateTime",
                _ when element.Name.LocalName.EndsWith("ri", StringComparison.Ordinal) => "ns2:anyURI",
                _ => "ns2:string",
            };
            element.SetAttributeValue(Xsi + "type", type);
        }

        body.SetAttributeValue(XNamespace.Xmlns + "ns1", UForge.NamespaceName);
        body.SetAttributeValue(XNamespace.Xmlns + "ns2", "http://www.w3.org/2001/XMLSchema");
        body.SetAttributeValue(XNamespace.Xmlns + "xsi", Xsi.NamespaceName);
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + body.ToString(SaveOptions.DisableFormatting);
    }

    private static HttpRequestMessage Request(HttpMethod method, string uri, string body)
    {
        var request = new HttpRequestMessage(method, uri) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        request.Headers.Accept.ParseAdd("application/xml");
        return request;
    }

    private Task<XElement> GetAsync(string uri, string root) => SendAsync(HttpMethod.Get, uri, "", root);

    private async Task<XElement> SendAsync(HttpMethod method, string uri, string body, string root)
    {
        using HttpRequestMessage request = Request(method, uri, body);
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {uri}: {response.StatusCode} {text}");
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created);
        Assert.Equal("application/xml", response.Content.Headers.ContentType!.ToString());
        Assert.Contains($"<ns0:{root} ", text, StringComparison.Ordinal);
        return XDocument.Parse(text).Root!;
    }
}
