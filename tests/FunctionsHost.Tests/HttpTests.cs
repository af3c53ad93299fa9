using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FunctionsHost.Tests.Servers;

namespace FunctionsHost.Tests;

public sealed class HttpTests(RunningHost running) : IClassFixture<RunningHost>
{
    private readonly HttpClient _client = running.Host.Client;

    [Theory]
    [InlineData("GET", "nowhere")]
    [InlineData("GET", "postOnly")]
    [InlineData("HEAD", "postOnly")]
    [InlineData("GET", "echo")]
    [InlineData("GET", "echo/a/b")]
    [InlineData("GET", "//unrouted")]
    [InlineData("GET", "admin/functions")]
    [InlineData("GET", "runtime/webhooks/durabletask/instances")]
    [InlineData("POST", "AzureFunctionsRpcMessages.FunctionRpc/EventStream")]
    public async Task PathOrMethodOfNoFunction_IsEmpty404(string method, string path)
    {
        using HttpRequestMessage request = new(new(method), new Uri(_client.BaseAddress!.OriginalString.TrimEnd('/') + "/" + path));

        using HttpResponseMessage answer = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task RootOfNoFunction_Is204(string method)
    {
        using HttpResponseMessage answer = await _client.SendAsync(new(new(method), ""));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Theory]
    [InlineData("files/a/b", "a/b")]
    [InlineData("files", "")]
    [InlineData("FILES/A/b", "A/b")]
    [InlineData("files/a%2Fb/c%20d", "a%2Fb/c d")]
    [InlineData("files/%C3%A9", "é")]
    public async Task CatchAll_TakesTheRest(string path, string rest) =>
        Assert.Equal($"GET {rest}", await _client.GetStringAsync(path));

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task FunctionWithoutMethods_TakesAll(string method)
    {
        using HttpResponseMessage answer = await _client.SendAsync(new(new(method), "files/x"));

        Assert.Equal($"{method} x", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("unrouted")]
    [InlineData("UNROUTED")]
    public async Task FunctionWithoutRoute_IsFoundByName(string path) => await _client.GetStringAsync(path);

    [Fact]
    public async Task EncodedSlash_StaysInItsSegment() => Assert.Equal("a%2Fb", (await EchoAsync("echo/a%2Fb")).GetProperty("value").GetString());

    [Theory]
    [InlineData("echo/x?query=1&HEADERS=forged&VALUE=y", "forged")]
    [InlineData("echo/x?query=1&Query=2&headers=forged", "forged")]
    public async Task QueryParameterNamedAsWhatThePlatformAdds_TakesItsPlaceAndRouteValuesStay(string path, string headers)
    {
        JsonElement seen = await EchoAsync(path);

        Assert.Equal(headers, seen.GetProperty("headersOfHost").GetString());
        Assert.Equal("x", seen.GetProperty("value").GetString());
    }

    [Fact]
    public async Task HeadersOfTheHost_ArriveAsTheyCame()
    {
        JsonElement seen = await EchoAsync("echo/x", ("X-Forwarded-For", "192.0.2.1"), ("x-ms-invocation-id", "forged"), ("X-Two", "a, b"));

        JsonElement headers = JsonElement.Parse(seen.GetProperty("headersOfHost").GetString()!);
        Assert.Equal("192.0.2.1", headers.GetProperty("X-Forwarded-For").GetString());
        Assert.Equal("a, b", headers.GetProperty("X-Two").GetString());
    }

    [Fact]
    public async Task ForgedInvocationId_IsOverwritten()
    {
        JsonElement seen = await EchoAsync("echo/x", ("x-ms-invocation-id", "forged"));

        Assert.Equal(seen.GetProperty("invocationId").GetString(), seen.GetProperty("headers").GetProperty("x-ms-invocation-id").GetString());
    }

    [Fact]
    public async Task ForwardedHeaders_AreTheHostsOwn()
    {
        JsonElement seen = await EchoAsync(
            "echo/x", ("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-Host", "forged.example"), ("X-Forwarded-Proto", "https"));

        // The worker takes them in and removes them.
        Assert.Equal("http", seen.GetProperty("scheme").GetString());
        Assert.Equal(_client.BaseAddress!.Authority, seen.GetProperty("host").GetString());
        Assert.False(seen.GetProperty("headers").TryGetProperty("X-Forwarded-For", out _));
    }

    [Fact]
    public async Task FunctionThatThrows_IsEmpty500()
    {
        using HttpResponseMessage answer = await _client.GetAsync("throw");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task BodyOfARequest_ArrivesWhileItIsSent()
    {
        Pipe body = new();
        Task<HttpResponseMessage> sending = _client.PostAsync("received/piecewise", new StreamContent(body.Reader.AsStream()));

        // Longer than the buffers on the way.
        await body.Writer.WriteAsync(new byte[200_000]);
        await Eventually.GetAsync(() => _client.GetStringAsync("received/piecewise"), length => length.Length == 6);
        await body.Writer.CompleteAsync();

        using HttpResponseMessage answer = await sending;
        Assert.Equal("200000", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task BodyOfAnAnswer_ArrivesWhileItIsSent()
    {
        using HttpResponseMessage answer = await _client.GetAsync("gates/pieces/send", HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await answer.Content.ReadAsStreamAsync());
        char[] first = new char["first ".Length];
        await reader.ReadBlockAsync(first);

        await running.Host.PostAsync("gates/pieces");

        Assert.Equal("first second", new string(first) + await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task LongBody_ArrivesWhole()
    {
        using HttpResponseMessage answer = await _client.PostAsync("received/long", new ByteArrayContent(new byte[20_000_000]));

        Assert.Equal("20000000", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task TooLongBody_IsEmpty500()
    {
        // Announced and never sent: it is refused before.
        using TcpClient connection = new();
        await connection.ConnectAsync(IPAddress.Loopback, _client.BaseAddress!.Port);
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync("POST /received/much HTTP/1.1\r\nHost: x\r\nContent-Length: 104857601\r\n\r\n"u8.ToArray());

        using StreamReader reader = new(stream, Encoding.ASCII);
        Assert.Equal("HTTP/1.1 500 Internal Server Error", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task CallerThatLeaves_CancelsTheFunction()
    {
        using CancellationTokenSource leaving = new();
        Task<string> waiting = _client.GetStringAsync("gates/left/wait", leaving.Token);
        await GateAsync("left", "waiting");

        await leaving.CancelAsync();

        await GateAsync("left", "cancelled");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task SlowFunction_DoesNotHoldOthersUp()
    {
        Task<string> waiting = _client.GetStringAsync("gates/slow/wait");
        await GateAsync("slow", "waiting");

        await running.Host.PostAsync("gates/slow");

        Assert.Equal("waited", await waiting);
    }

    [Fact]
    public async Task LogOfAFunction_IsWrittenUnderItsCategory()
    {
        await _client.GetStringAsync("log/hello");

        await running.Host.Process.WaitForLineAsync(new(@"^\d\d:\d\d:\d\d\.\d{3} info: Function\.Log\.User\[0\] Information hello$", default, Limit), Limit);
        Assert.DoesNotContain(running.Host.Process.Output, line => line.Contains("Debug hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LogOutsideOfFunctions_IsLostAsOnTheRealHost()
    {
        await _client.GetStringAsync("log/after");

        Assert.DoesNotContain(running.Host.Process.Output, line => line.Contains("Logged in the background", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HostAndWorker_ListenOnLoopbackOnly()
    {
        int worker = await running.Host.WorkerIdAsync();

        string[] listening = [.. ListeningSockets.Of(running.Host.Process.Id), .. ListeningSockets.Of(worker)];

        Assert.True(listening.Length >= 3, string.Join(' ', listening));
        Assert.All(listening, address => Assert.Contains(address, new[] { "0100007F", "00000000000000000000000001000000" }));
    }

    private static TimeSpan Limit => TimeSpan.FromSeconds(20);

    private async Task GateAsync(string name, string state) => await Eventually.GetAsync(() => _client.GetStringAsync($"gates/{name}"), seen => seen == state);

    private async Task<JsonElement> EchoAsync(string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
            request.Headers.Add(name, value);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
