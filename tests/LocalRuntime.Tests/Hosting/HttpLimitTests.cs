using System.Net;
using FunctionsRuntime.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRuntime.Tests.Hosting;

public sealed class HttpLimitTests
{
    [Fact]
    public async Task Post_BodyOf30000000Bytes_Passes() => Assert.Equal("30000000", await SizeAsync(30_000_000, limit: null));

    [Fact]
    public async Task Post_OneByteMore_IsRefused() => Assert.Equal("413", await SizeAsync(30_000_001, limit: null));

    [Fact]
    public async Task Post_LimitRaised_PassesMore() => Assert.Equal("30000001", await SizeAsync(30_000_001, limit: 40_000_000));

    [Fact]
    public async Task Post_LimitRaisedBeyondTheHosts_KeepsTheHosts() =>
        Assert.Equal("413", await SizeAsync(104_857_601, limit: 200_000_000));

    [Fact]
    public async Task Get_HeadersOver32KiB_Are431()
    {
        await using HostUnderTest host = await StartAsync(limit: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/size");
        request.Headers.Add("X-Auth-Token", new string('t', 32 * 1024));

        using HttpResponseMessage answer = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    private static async Task<string> SizeAsync(int bytes, long? limit)
    {
        await using HostUnderTest host = await StartAsync(limit);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/size") { Content = new ByteArrayContent(new byte[bytes]) };
        request.Headers.ExpectContinue = true;
        using HttpResponseMessage answer = await host.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private static Task<HostUnderTest> StartAsync(long? limit) => HostUnderTest.StartAsync(new HostSetup(typeof(Doors))
    {
        Configure = builder =>
        {
            AspNetCoreIntegration.AddTo(builder);
            if (limit is not null)
            {
                builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = limit);
            }
        },
    });

    public static class Doors
    {
        [Function("Size")]
        public static async Task<IResult> Size(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/size")] HttpRequest request, CancellationToken cancellation)
        {
            try
            {
                long size = 0;
                byte[] buffer = new byte[81920];
                for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0;)
                {
                    size += read;
                }

                return Results.Text($"{size}");
            }
            catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
            {
                return Results.Text($"{e.StatusCode}", statusCode: e.StatusCode);
            }
        }
    }
}
