using System.Net;
using System.Net.Sockets;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Functions.Tests.Security;

public sealed class OutboundGuardTests
{
    private static readonly OutboundGuardOptions Loopback = new() { AllowHttp = true, AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")] };

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.0.1")]
    [InlineData("169.254.10.10")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fd12::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    public void Refusal_AddressThatIsNotPublic_NamesTheSetting(string address)
    {
        using var guard = new OutboundGuard(new OutboundGuardOptions());

        Assert.Contains("OutboundGuard:AllowedNetworks", guard.Refusal(IPAddress.Parse(address)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("fd00:ec2::254")]
    public void Refusal_MetadataService_IsNeverPermitted(string address)
    {
        using var guard = new OutboundGuard(new OutboundGuardOptions { AllowedNetworks = [IPNetwork.Parse("0.0.0.0/0"), IPNetwork.Parse("::/0")] });

        Assert.NotNull(guard.Refusal(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("2a00:1450:4001::1")]
    public void Refusal_PublicAddress_IsNone(string address)
    {
        using var guard = new OutboundGuard(new OutboundGuardOptions());

        Assert.Null(guard.Refusal(IPAddress.Parse(address)));
    }

    [Fact]
    public async Task Send_PlainHttp_IsRefusedAndNamesTheSetting()
    {
        using var http = new HttpClient(new OutboundGuard(Loopback with { AllowHttp = false }));

        CloudException refusal = await Assert.ThrowsAsync<CloudException>(() => http.GetAsync(new Uri("http://127.0.0.1:1/")));

        Assert.Equal(CloudErrorKind.Permanent, refusal.Kind);
        Assert.Contains("OutboundGuard:AllowHttp", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NameThatResolvesToLoopback_IsRefusedWithoutAConnection()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var http = new HttpClient(new OutboundGuard(new OutboundGuardOptions { AllowHttp = true }));

        CloudException refusal = await Assert.ThrowsAsync<CloudException>(() => http.GetAsync(new Uri($"http://localhost:{port}/")));

        Assert.Equal("ADDRESS_REFUSED", refusal.Code);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Send_Redirect_IsNotFollowed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task server = AnswerAsync(listener, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        using var http = new HttpClient(new OutboundGuard(Loopback));

        using HttpResponseMessage response = await http.GetAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));

        await server;
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        byte[] request = new byte[4096];
        _ = await stream.ReadAsync(request);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
    }
}
