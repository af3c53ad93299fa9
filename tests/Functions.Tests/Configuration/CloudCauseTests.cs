using System.Net;
using System.Net.Sockets;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Configuration;
using ImagePublishFunctions.Functions.Tests.ImageSharing;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.Configuration;

/// <summary>A configured cloud that can't be asked: the caller hears why, without names of hosts, and the log gets the cause.</summary>
public sealed class CloudCauseTests(TlsServer server) : IClassFixture<TlsServer>
{
    [Fact]
    public async Task Admit_CertificateThatIsNotTrusted_SaysSo() =>
        await AssertCauseAsync(new Uri(server.Address, "v3"), "its TLS certificate or protocol is not accepted");

    [Fact]
    public async Task Admit_NameThatIsNotKnown_SaysSo() => await AssertCauseAsync(new Uri("http://keystone.invalid/v3"), "its name is not known");

    [Fact]
    public async Task Admit_NobodyListens_SaysSo()
    {
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        await AssertCauseAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/v3"), "the connection is refused");
    }

    [Fact]
    public void Of_OtherFailures_HaveTheirWords()
    {
        Assert.Equal("it does not answer in time", TransportFault.Of(new CloudException(CloudErrorKind.Transient, CloudErrorCode.TimedOut, "m")));
        Assert.Equal("it answers 502", TransportFault.Of(new CloudException(CloudErrorKind.Transient, CloudErrorCode.ServerError, "m", 502)));
        Assert.Equal("its address may not be called", TransportFault.Of(new CloudException(CloudErrorKind.Permanent, "ADDRESS_REFUSED", "m")));
        Assert.Equal("there is no way to it", TransportFault.Of(new HttpRequestException("m", new SocketException((int)SocketError.NetworkUnreachable))));
    }

    private static async Task AssertCauseAsync(Uri identity, string words)
    {
        var cloud = new ConfiguredCloud { Name = "lab", Kind = CloudKind.OpenStack, AuthUrl = identity };
        using var client = new ConfiguredCloudClient(cloud, new OutboundGuardOptions(), TimeProvider.System);
        using var failures = new FailedLogins(TimeProvider.System);
        using var gate = new CloudTokenGate(failures, TimeProvider.System);
        HttpRequest request = SharingDoors.Request("GET", "/v2/images");

        var refusal = await Assert.ThrowsAsync<RefusalException>(() => gate.AdmitAsync(request, client, CancellationToken.None));

        Assert.Equal(503, refusal.Status);
        Assert.Equal($"The identity service of cloud lab can't be asked: {words}. Try again later.", refusal.Message);
        Assert.IsType<CloudException>(refusal.InnerException);
    }
}
