using ImagePublishFunctions.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace ImagePublishFunctions.Functions.Tests.Configuration;

/// <summary>The address that answers carry in their links.</summary>
public sealed class OwnAddressTests
{
    [Theory]
    [InlineData("https://images.example/base/", null, "http", "127.0.0.1:7071", "https://images.example/base")]
    [InlineData("https://images.example", "app.azurewebsites.net", "https", "other.example", "https://images.example")]
    [InlineData(null, "app.azurewebsites.net", "https", "app.azurewebsites.net", "https://app.azurewebsites.net")]
    [InlineData(null, "app.azurewebsites.net", "https", "images.example", "https://images.example")]
    [InlineData(null, "app.azurewebsites.net", "http", "images.example:8080", "http://images.example:8080")]
    [InlineData(null, "app.azurewebsites.net", "https", "a/b", "https://app.azurewebsites.net")]
    [InlineData(null, "app.azurewebsites.net", "https", "user@a", "https://app.azurewebsites.net")]
    [InlineData(null, "app.azurewebsites.net", "https", "a, b", "https://app.azurewebsites.net")]
    [InlineData(null, "app.azurewebsites.net", "https", "", "https://app.azurewebsites.net")]
    [InlineData(null, null, "http", "127.0.0.1:7071", "http://127.0.0.1:7071")]
    [InlineData(null, null, "http", "localhost:7071", "http://localhost:7071")]
    [InlineData(null, null, "http", "[::1]:7071", "http://[::1]:7071")]
    [InlineData(null, null, "http", "evil.example:7071", "http://localhost:7071")]
    [InlineData(null, null, "http", "localhost.evil.example", "http://localhost")]
    [InlineData(null, "localhost:7071", "http", "127.0.0.1:7071", "http://127.0.0.1:7071")]
    [InlineData(null, "localhost:7071", "http", "evil.example", "http://localhost:7071")]
    public void Of_Request_IsWhatTheCallerAskedIfSomebodyVouchesForIt(string? publicUrl, string? platform, string scheme, string host, string expected)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Scheme = scheme;
        request.Host = new HostString(host);
        request.Headers["X-Forwarded-Proto"] = "https";
        request.Headers["X-Forwarded-Host"] = "forged.example";

        Assert.Equal(expected, Own(publicUrl, platform).Of(request));
    }

    [Theory]
    [InlineData("localhost:7071", "http://localhost:7071/v2", true)]
    [InlineData("localhost:7071", "http://127.0.0.1:7071/v2", true)]
    [InlineData("127.0.0.1:7071", "http://[::1]:7071/v2", true)]
    [InlineData("localhost:7071", "http://0.0.0.0:7071/v2", true)]
    [InlineData("localhost:7071", "http://localhost:9292/v2", false)]
    [InlineData("localhost:7071", "http://images.example:7071/v2", false)]
    [InlineData("app.azurewebsites.net", "https://APP.azurewebsites.net/v2", true)]
    [InlineData("app.azurewebsites.net", "https://other.azurewebsites.net/v2", false)]
    [InlineData(null, "http://localhost:7071/v2", false)]
    public void Is_NameOfThePlatform_ComparesHostAndPort(string? platform, string url, bool expected) =>
        Assert.Equal(expected, Own(null, platform).Is(new Uri(url)));

    private static OwnAddress Own(string? publicUrl, string? platform) => OwnAddress.From(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["PublicUrl"] = publicUrl, ["WEBSITE_HOSTNAME"] = platform }).Build());
}
