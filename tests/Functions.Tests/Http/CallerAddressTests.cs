using System.Net;
using System.Text;
using System.Text.Json;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Http;

/// <summary>Where a caller is, as the host's binding data tell it and callers may forge it.</summary>
public sealed class CallerAddressTests
{
    private const string Proxy = "10.0.0.1";

    [Theory]
    [InlineData(0, "192.0.2.7", Proxy)]
    [InlineData(1, "192.0.2.7", "192.0.2.7")]
    [InlineData(1, "192.0.2.7:4711", "192.0.2.7")]
    [InlineData(1, "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData(1, "::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData(1, "10.9.9.9, 192.0.2.7:4711", "192.0.2.7")]
    [InlineData(2, "10.9.9.9,192.0.2.7, 198.51.100.2", "192.0.2.7")]
    [InlineData(2, "192.0.2.7", Proxy)]
    [InlineData(1, "10.9.9.9, unknown", Proxy)]
    [InlineData(1, "", Proxy)]
    [InlineData(1, null, Proxy)]
    public async Task Invoke_ForwardedFor_CountsAsFarAsProxiesAreTrusted(int trusted, string? forwarded, string expected) =>
        Assert.Equal(expected, await AddressAsync(Request(), trusted, HeadersOf(forwarded)));

    [Theory]
    [InlineData("x-forwarded-for")]
    [InlineData("X-FORWARDED-FOR")]
    public async Task Invoke_NameInAnotherCase_IsFound(string name) =>
        Assert.Equal("192.0.2.7", await AddressAsync(Request(), 1, JsonSerializer.Serialize(new Dictionary<string, string> { [name] = "192.0.2.7" })));

    [Theory]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("\"192.0.2.7\"")]
    [InlineData("{\"X-Forwarded-For\":{}}")]
    [InlineData(null)]
    public async Task Invoke_HeadersOfAnotherForm_LeaveTheConnectionsAddress(string? headers) =>
        Assert.Equal(Proxy, await AddressAsync(Request(), 1, headers));

    [Theory]
    [InlineData("?Headers=x")]
    [InlineData("?a=b&hEADERS=x")]
    public async Task Invoke_QueryThatIsCalledAsTheHeaders_LeavesTheConnectionsAddress(string query)
    {
        HttpRequest request = Request();
        request.QueryString = new QueryString(query);

        Assert.Equal(Proxy, await AddressAsync(request, 1, HeadersOf("192.0.2.7")));
    }

    [Theory]
    [InlineData("""{"Headers":"{\"X-Forwarded-For\":\"192.0.2.7\"}"}""", false)]
    [InlineData(""" { "headers": "x" }""", false)]
    [InlineData("\uFEFF{'HEADERS':'x'}", false)]
    [InlineData("\u3000{\"Headers\":1}", false)]
    [InlineData("""{"\u0048eaders":"x"}""", false)]
    [InlineData("""{"password":"a long enough password"}""", true)]
    [InlineData("<publishImage><headers>x</headers></publishImage>", true)]
    public async Task Invoke_BodyThatTheHostMayTakeForTheHeaders_LeavesTheConnectionsAddress(string body, bool isTrusted) =>
        Assert.Equal(isTrusted ? "192.0.2.7" : Proxy, await AddressAsync(Request(Encoding.UTF8.GetBytes(body)), 1, HeadersOf("192.0.2.7")));

    [Fact]
    public async Task Invoke_BodyInUtf16_LeavesTheConnectionsAddress()
    {
        byte[] body = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("""{"Headers":"x"}""")];

        Assert.Equal(Proxy, await AddressAsync(Request(body), 1, HeadersOf("192.0.2.7")));
    }

    [Fact]
    public async Task Invoke_JsonTooLongToLookAt_LeavesTheConnectionsAddress()
    {
        byte[] body = Encoding.UTF8.GetBytes($$"""{"a":"{{new string('a', 70_000)}}"}""");

        Assert.Equal(Proxy, await AddressAsync(Request(body), 1, HeadersOf("192.0.2.7")));
    }

    [Fact]
    public async Task Invoke_PrefixThatACallerSent_IsDropped()
    {
        HttpRequest request = Request();
        request.PathBase = "/evil";

        await AddressAsync(request, 0, null);

        Assert.False(request.PathBase.HasValue);
    }

    private static string HeadersOf(string? forwarded) => JsonSerializer.Serialize(
        forwarded is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Host"] = "images.example", ["X-Forwarded-For"] = forwarded });

    private static HttpRequest Request(byte[]? body = null)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(Proxy);
        if (body is null) return http.Request;
        http.Request.Body = new MemoryStream(body);
        http.Request.ContentLength = body.Length;
        return http.Request;
    }

    private static async Task<string> AddressAsync(HttpRequest request, int trustedProxies, string? headers)
    {
        var context = new HttpFunctionContext(request.HttpContext, new Dictionary<string, object?> { ["Headers"] = headers });
        bool ran = false;
        await new CallerAddress(new SecurityOptions(trustedProxies)).Invoke(context, _ =>
        {
            ran = true;
            return Task.CompletedTask;
        });
        Assert.True(ran);
        return request.HttpContext.Connection.RemoteIpAddress!.ToString();
    }
}
