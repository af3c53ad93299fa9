using System.Net;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Functions.Tests.Configuration;

/// <summary>Connections to configured clouds, over real TLS on loopback.</summary>
public sealed class ConfiguredCloudClientTests(TlsServer server) : IClassFixture<TlsServer>
{
    [Fact]
    public async Task Http_CertificateOfTheConfiguredAuthority_IsAccepted() =>
        Assert.Equal("1.1 image-publish-functions", await AskAsync(Cloud() with { Authorities = server.Authorities }));

    [Fact]
    public async Task Http_CertificateOfAnotherAuthority_IsRefused()
    {
        using var other = new TestAuthority();

        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(Cloud() with { Authorities = [other.Certificate] }));
    }

    [Fact]
    public async Task Http_CertificateOfAnUnknownAuthority_IsRefused() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(Cloud()));

    [Fact]
    public async Task Http_VerifyFalse_AcceptsAnyCertificate() => Assert.NotEmpty(await AskAsync(Cloud() with { VerifiesTls = false }));

    [Fact]
    public async Task Http_HostThatTheOperatorDidNotName_IsGuarded()
    {
        ConfiguredCloud cloud = Cloud() with { VerifiesTls = false };
        using var client = new ConfiguredCloudClient(cloud, new OutboundGuardOptions(), TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<CloudException>(() => client.Http.GetAsync(new Uri($"https://127.0.0.1:{server.Address.Port}/")));

        Assert.Equal("ADDRESS_REFUSED", refusal.Code);
    }

    [Fact]
    public async Task Http_Redirect_IsNotFollowed()
    {
        using var client = new ConfiguredCloudClient(Cloud() with { VerifiesTls = false }, new OutboundGuardOptions(), TimeProvider.System);

        using HttpResponseMessage response = await client.Http.GetAsync(new Uri(server.Address, "elsewhere"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    [Fact]
    public async Task Http_Proxy_IsAskedInstead()
    {
        ConfiguredCloud cloud = Cloud() with { AuthUrl = new Uri("http://cloud.invalid/v3"), Proxy = server.PlainAddress };

        Assert.Contains("cloud.invalid", await AskAsync(cloud, "http://cloud.invalid/host"), StringComparison.Ordinal);
    }

    private ConfiguredCloud Cloud() => new() { Name = "lab", Kind = CloudKind.OpenStack, AuthUrl = new Uri(server.Address, "v3") };

    private async Task<string> AskAsync(ConfiguredCloud cloud, string? url = null)
    {
        using var client = new ConfiguredCloudClient(cloud, new OutboundGuardOptions(), TimeProvider.System);
        return await client.Http.GetStringAsync(new Uri(url ?? server.Address.ToString()));
    }
}
