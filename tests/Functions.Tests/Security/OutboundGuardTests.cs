using System.Net;
using System.Net.Sockets;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Clouds.OpenTelekomCloud;
using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Functions.Tests.Security;

public sealed class OutboundGuardTests
{
    private static readonly OutboundGuardOptions Loopback = new() { AllowHttp = true, AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")] };

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

    [Theory]
    [InlineData("http://127.0.0.1:1", true, "OutboundGuard:AllowedNetworks")]
    [InlineData("https://127.0.0.1:1", false, "OutboundGuard:AllowedNetworks")]
    [InlineData("https://169.254.169.254", false, "metadata")]
    [InlineData("http://203.0.113.1", false, "OutboundGuard:AllowHttp")]
    public async Task Send_ByTheObjectStorageClient_IsRefusedInTheGuardsWords(string storage, bool allowsHttp, string words)
    {
        using var http = new HttpClient(new OutboundGuard(new OutboundGuardOptions { AllowHttp = allowsHttp })) { Timeout = Timeout.InfiniteTimeSpan };
        var obs = new ObsClient(http, TimeProvider.System);
        var bucket = new ObsBucket(new Uri(storage), "images", "eu-de", "KEY", "secret", isPathStyle: true);
        using var data = new MemoryStream(new byte[9]);

        CloudException[] refusals =
        [
            await Assert.ThrowsAsync<CloudException>(() => obs.ListUploadsAsync(bucket, "key", default)),
            await Assert.ThrowsAsync<CloudException>(() => obs.PutPartAsync(bucket, "key", "id", 1, data, 9, new Progress<long>(), default)),
        ];

        Assert.All(refusals, refusal => Assert.Equal(("ADDRESS_REFUSED", CloudErrorKind.Permanent), (refusal.Code, refusal.Kind)));
        Assert.All(refusals, refusal => Assert.Contains(words, refusal.Message, StringComparison.Ordinal));
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
