using ImagePublishFunctions.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>Reads that pass through to the cloud.</summary>
public sealed class ImageReadDoorTests : IAsyncLifetime
{
    private ScriptedCloud _cloud = null!;
    private SharingDoors _doors = null!;

    public async Task InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        _doors = new SharingDoors(_cloud);
    }

    public async Task DisposeAsync()
    {
        _doors.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Get_AnyPath_AsksTheCloudWithTheCallersTokenAndListedHeadersOnly()
    {
        HttpRequest request = SharingDoors.Request("GET", "/clouds/lab/v2/images/a%20b?name=x%26y&limit=2");
        request.Headers["X-Secret"] = "s";
        request.Headers.Cookie = "c=1";
        request.Headers["X-Openstack-Request-Id"] = "req-1";
        request.Headers.ContentType = "application/octet-stream";

        DoorAnswer answer = await _doors.AnswerAsync(request, r => _doors.Reads.WhenNothingElseMatchesUnderCloudV2Async(r, default));

        Assert.Equal(200, answer.Status);
        (string line, IHeaderDictionary headers) = Assert.Single(_cloud.Asked);
        Assert.Equal("GET /v2/images/a%20b?name=x%26y&limit=2", line);
        Assert.Equal(ScriptedCloud.Token, headers["X-Auth-Token"]);
        Assert.Equal("application/json", headers.Accept);
        Assert.Equal("req-1", headers["X-Openstack-Request-Id"]);
        Assert.DoesNotContain(headers, header => header.Key is "X-Secret" or "Cookie" or "Content-Type");
    }

    /// <summary>R1: the filter is Open Telekom Cloud's; Glance would find no image that has it as a property.</summary>
    [Theory]
    [InlineData(CloudKind.OpenStack, "GET /v2/images?visibility=shared&member_status=pending")]
    [InlineData(CloudKind.OpenTelekomCloud, "GET /v2/images?visibility=shared&member_status=pending&__imagetype=shared")]
    public async Task Get_ListOfWhatIsShared_IsAskedInTheCloudsOwnTerms(CloudKind kind, string expected)
    {
        using var doors = new SharingDoors(_cloud, kind: kind);

        await doors.GetAsync("/v2/images?visibility=shared&member_status=pending&__imagetype=shared");

        Assert.Equal(expected, Assert.Single(_cloud.Asked).Line);
    }

    [Fact]
    public async Task Get_HeadersOfTheCloud_OnlyListedOnesComeBack()
    {
        _cloud.Answer = http =>
        {
            http.Response.Headers["X-Openstack-Request-Id"] = "req-2";
            http.Response.Headers.SetCookie = "session=1";
            http.Response.Headers["X-Internal"] = "10.0.0.1";
            return http.Response.WriteAsJsonAsync(new { });
        };

        DoorAnswer answer = await _doors.GetAsync("/v2/images");

        Assert.Equal("req-2", answer.Headers["X-Openstack-Request-Id"]);
        Assert.Equal(["Content-Type", "X-Openstack-Request-Id"], answer.Headers.Keys.Order());
    }

    [Fact]
    public async Task Get_Redirect_ComesBackWithOurAddress()
    {
        _cloud.Answer = http =>
        {
            http.Response.Redirect(new Uri(_cloud.Address, "v2/").AbsoluteUri);
            return Task.CompletedTask;
        };

        DoorAnswer answer = await _doors.AnswerAsync(
            SharingDoors.Request("GET", "/clouds/lab/v2"), r => _doors.Reads.WhenNothingElseMatchesUnderCloudV2Async(r, default));

        Assert.Equal(302, answer.Status);
        Assert.Equal("http://images.example:7071/clouds/lab/v2/", answer.Headers.Location);
        Assert.Single(_cloud.Asked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_530)]
    [InlineData(200_000)]
    public async Task Get_LinksAnywhereInTheBody_LeadHere(int padding)
    {
        string url = _cloud.Address.AbsoluteUri;
        string body = string.Concat(Enumerable.Repeat($"\"{url}v2/images\",", 3)) + new string('x', padding) + $"\"{url}v2/x\" \"{url[..^1]}0/v2\" {url[..10]}";
        _cloud.Answer = http => http.Response.WriteAsync(body);

        DoorAnswer answer = await _doors.GetAsync("/v2/images");

        Assert.Equal(body.Replace(url, "http://images.example:7071/", StringComparison.Ordinal), answer.Body);
    }

    [Theory]
    [InlineData("/v2/images/1/file")]
    [InlineData("/v2/images/1/FILE")]
    [InlineData("/v2/images/1//file/")]
    [InlineData("/v2/images/1/stage")]
    public async Task Get_ImageData_IsRefusedWithoutAskingTheCloud(string path)
    {
        DoorAnswer answer = await _doors.GetAsync(path);

        Assert.Equal(403, answer.Status);
        Assert.StartsWith("Image data is not served here.", answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(_cloud.Asked);
    }

    [Fact]
    public async Task Get_DataInPlaceOfADescription_IsRefused()
    {
        _cloud.Answer = http =>
        {
            http.Response.ContentType = "application/octet-stream";
            return http.Response.WriteAsync("data");
        };

        Assert.Equal(502, (await _doors.GetAsync("/v2/images/1")).Status);
    }

    [Theory]
    [InlineData("/v2/images/../../admin", 404)]
    [InlineData("/v2/../v1", 404)]
    [InlineData("/v2/..", 404)]
    [InlineData("/v2/images/..", 404)]
    [InlineData("/v2/images/.", 404)]
    [InlineData("/v2/images/1/members/..", 404)]
    [InlineData("/v2/images/%2e%2e/%2e%2e/admin", 400)]
    [InlineData("/v2/images/.%2e/x", 400)]
    [InlineData("/v2/images/..%2F..%2Fadmin", 400)]
    [InlineData("/v2/images/1/fil%65", 400)]
    [InlineData("/v2/images/1/file%3f", 400)]
    [InlineData("/v2/images/1%2Ffile", 400)]
    [InlineData("/v2/images/1/file;x", 404)]
    [InlineData("/v2/images/1/file?x", 404)]
    [InlineData("/v2/images/1/file#x", 404)]
    [InlineData("/v2/images/1/file ", 404)]
    [InlineData("/v2/images/1;x/members", 404)]
    [InlineData("/v2/images/1\\file", 404)]
    [InlineData("/v2/images/1/\uFF46ile", 404)]
    [InlineData("/v2/images/1/file\0", 404)]
    [InlineData("/v2/images/1/x/../file", 403)]
    [InlineData("/v2/images/1/members/1/file", 403)]
    [InlineData("/v2/admin", 404)]
    [InlineData("/v2/images/1/data", 404)]
    public async Task Get_PathThatIsNotPassedOn_AsksNothing(string decodedOnce, int status)
    {
        HttpRequest request = SharingDoors.Request("GET", "/v2/x");
        request.Path = new PathString(decodedOnce);

        DoorAnswer answer = await _doors.AnswerAsync(request, r => _doors.Reads.WhenNothingElseMatchesUnderV2Async(r, default));

        Assert.Equal(status, answer.Status);
        Assert.Empty(_cloud.Asked);
    }

    [Theory]
    [InlineData("/v2/", "/v2/")]
    [InlineData("/V2/Images", "/v2/images")]
    [InlineData("/v2//images/3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4//members", "/v2/images/3f0c6f5e-9a41-4d0a-8b7e-51c2d9e0a7f4/members")]
    [InlineData("/v2/metadefs/namespaces/OS::Compute::Hypervisor", "/v2/metadefs/namespaces/OS%3A%3ACompute%3A%3AHypervisor")]
    [InlineData("/v2/schemas/member", "/v2/schemas/member")]
    [InlineData("/v2/info/stores/detail", "/v2/info/stores/detail")]
    public async Task Get_PathThatIsPassedOn_IsMadeAnew(string target, string asked)
    {
        await _doors.GetAsync(target);

        Assert.Equal($"GET {asked}", Uri.UnescapeDataString(Assert.Single(_cloud.Asked).Line).Replace("::", "%3A%3A", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_LongerThanTheLimit_BreaksOff()
    {
        _cloud.Answer = async http =>
        {
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i < 70 && !http.RequestAborted.IsCancellationRequested; i++) await http.Response.Body.WriteAsync(piece);
        };
        HttpRequest request = SharingDoors.Request("GET", "/v2/images");
        var aborted = new AbortedFlag();
        request.HttpContext.Features.Set<IHttpRequestLifetimeFeature>(aborted);

        await _doors.AnswerAsync(request, r => _doors.Reads.WhenNothingElseMatchesUnderV2Async(r, default));

        Assert.True(aborted.IsAborted);
    }

    [Fact]
    public async Task Get_CloudIsGone_Says503InGlancesShape()
    {
        Assert.Equal(200, (await _doors.GetAsync("/v2/images")).Status);
        await _cloud.DisposeAsync();

        DoorAnswer answer = await _doors.GetAsync("/v2/images");

        Assert.Equal(503, answer.Status);
        Assert.Equal("503 Service Unavailable", answer.Json["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("POST", "/v2/images", "GET")]
    [InlineData("PATCH", "/v2/images/1", "GET")]
    [InlineData("DELETE", "/v2/images/1/members", "GET, POST")]
    [InlineData("POST", "/clouds/lab/v2/images/1/members/2", "GET, PUT, DELETE")]
    [InlineData("HEAD", "/v2/images/1", "GET")]
    public async Task Write_AnyOther_Is405InGlancesShape(string method, string path, string allow)
    {
        DoorAnswer answer = await _doors.AnswerAsync(
            SharingDoors.Request(method, path), r => _doors.Reads.WhenNothingElseMatchesUnderV2Async(r, default));

        Assert.Equal(405, answer.Status);
        Assert.Equal(allow, answer.Headers.Allow);
        if (method != "HEAD") Assert.Equal("405 Method Not Allowed", answer.Json["code"]!.GetValue<string>());
        Assert.Empty(_cloud.Asked);
    }

    [Fact]
    public async Task Get_WithABody_Is400AsGlance()
    {
        HttpRequest request = SharingDoors.Request("GET", "/v2/images/1/members", "{}");

        DoorAnswer answer = await _doors.AnswerAsync(request, r => _doors.Reads.WhenNothingElseMatchesUnderV2Async(r, default));

        Assert.Equal(400, answer.Status);
        Assert.StartsWith("A body is not expected with this request.", answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RequestThatThisBackendSent_IsRefused()
    {
        HttpRequest request = SharingDoors.Request("GET", "/v2/images");
        request.Headers.Via = "1.1 proxy, 1.1 image-publish-functions";

        Assert.Equal(508, (await _doors.AnswerAsync(request, r => _doors.Reads.WhenNothingElseMatchesUnderV2Async(r, default))).Status);
    }
}
