using ImagePublishFunctions.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace ImagePublishFunctions.Functions.Tests.Configuration;

/// <summary>The address that answers carry in their links.</summary>
public sealed class OwnAddressTests
{
    [Theory]
    [InlineData(null, null, null, null, "http://127.0.0.1:7071")]
    [InlineData(null, null, "https", "forged.example", "http://127.0.0.1:7071")]
    [InlineData("https://images.example/base/", null, null, null, "https://images.example/base")]
    [InlineData(null, "app.azurewebsites.net", "https", "images.example", "https://images.example")]
    [InlineData(null, "localhost:7071", "http", "localhost:7071", "http://localhost:7071")]
    [InlineData(null, "app.azurewebsites.net", null, null, "https://app.azurewebsites.net")]
    [InlineData(null, "app.azurewebsites.net", "https", "a/b", "https://app.azurewebsites.net")]
    [InlineData(null, "app.azurewebsites.net", "https", "user@a", "https://app.azurewebsites.net")]
    [InlineData(null, "app.azurewebsites.net", "https", "a, b", "https://app.azurewebsites.net")]
    public void Of_Request_IsWhatTheCallerAsked(string? publicUrl, string? deployed, string? forwardedProto, string? forwardedHost, string expected)
    {
        var request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString("127.0.0.1", 7071);
        request.Headers["X-Forwarded-Proto"] = forwardedProto;
        request.Headers["X-Forwarded-Host"] = forwardedHost;

        Assert.Equal(expected, Own(publicUrl, deployed).Of(request));
    }

    [Theory]
    [InlineData("localhost:7071", "http://localhost:7071/v2", true)]
    [InlineData("localhost:7071", "http://localhost:9292/v2", false)]
    [InlineData("app.azurewebsites.net", "https://APP.azurewebsites.net/v2", true)]
    [InlineData("app.azurewebsites.net", "https://other.azurewebsites.net/v2", false)]
    public void Is_DeployedHost_ComparesHostAndPort(string deployed, string url, bool expected) =>
        Assert.Equal(expected, Own(null, deployed).Is(new Uri(url)));

    private static OwnAddress Own(string? publicUrl, string? deployed) => OwnAddress.From(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["PublicUrl"] = publicUrl, ["WEBSITE_HOSTNAME"] = deployed }).Build());
}
