using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRuntime.Tests.Hosting;

public sealed class HttpBindingTests
{
    [Fact]
    public async Task Get_RouteWithValues_BindsThemByName()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors)));

        Assert.Equal("bob/7", await host.Client.GetStringAsync("/api/users/bob/items/7"));
    }

    [Fact]
    public async Task Get_OptionalValueAbsent_BindsNull()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors)));

        Assert.Equal("none", await host.Client.GetStringAsync("/api/optional"));
        Assert.Equal("x", await host.Client.GetStringAsync("/api/optional/x"));
    }

    [Theory]
    [InlineData("/API/Users/bob/ITEMS/7", "bob/7")]
    [InlineData("/api/users/bob%2Fitems%2f7", "bob/7")]
    [InlineData("/api/users/Bob%20B/items/%C3%A9", "Bob B/é")]
    public async Task Get_CaseAndEncoding_AreAsBehindAzuresFrontEnd(string path, string answer)
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors)));

        Assert.Equal(answer, await host.Client.GetStringAsync(path));
    }

    [Fact]
    public async Task Get_Root_ReachesTheRootRouteAlone()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors)));

        Assert.Equal("root", await host.Client.GetStringAsync("/"));
        using HttpResponseMessage other = await host.Client.GetAsync("/elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("DELETE", "/api/users/bob/items/7")]
    public async Task Request_NoFunctionMatches_AnswersEmpty404(string method, string path)
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors)));

        using HttpResponseMessage answer = await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Get_ActionResult_IsWrittenByMvc()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors)));

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/action");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("""{"name":"n"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_FunctionWritesTheResponse_IsLeftAsWritten()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors)));

        using HttpResponseMessage answer = await host.Client.PostAsync("/api/echo", JsonContent.Create(new { a = 1 }));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("""{"a":1}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_InstanceMethod_GetsServicesOfAScopeOfItsOwn()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Injected))
        {
            Configure = builder =>
            {
                FunctionsRuntime.Hosting.AspNetCoreIntegration.AddTo(builder);
                builder.Services.AddScoped<Scoped>();
            },
        });

        string first = await host.Client.GetStringAsync("/api/scoped");
        string second = await host.Client.GetStringAsync("/api/scoped");

        Assert.Equal("True", first.Split(' ')[0]);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Post_LargeBody_IsStreamedWhileItArrives()
    {
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors)));
        using var caller = new TcpClient();
        await caller.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        await using NetworkStream wire = caller.GetStream();
        using var patience = new CancellationTokenSource(HostUnderTest.Patience);

        await wire.WriteAsync("POST /api/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\nfirst"u8.ToArray());
        using var answer = new StreamReader(wire);
        var start = new StringBuilder();
        char[] one = new char[1];
        while (!start.ToString().Contains("first", StringComparison.Ordinal))
        {
            Assert.Equal(1, await answer.ReadAsync(one, patience.Token));
            start.Append(one);
        }

        await wire.WriteAsync("last"u8.ToArray());
        Assert.Contains("last", await answer.ReadToEndAsync(patience.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RoutePrefix_IsHonoured()
    {
        var setup = new HostSetup(typeof(Unrouted)) { HostJson = """{"version": "2.0"}""" };
        await using HostUnderTest host = await HostUnderTest.StartAsync(setup);

        Assert.Equal("unrouted", await host.Client.GetStringAsync("/api/Plain"));
    }

    public static class Doors
    {
        [Function("Values")]
        public static IResult Values(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/users/{uid}/items/{id}")] HttpRequest request,
            string uid,
            string id,
            FunctionContext context) =>
            Results.Text(Equals(context.BindingContext.BindingData["uid"], uid) ? $"{uid}/{id}" : "wrong");

        [Function("Optional")]
        public static IResult Optional(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/optional/{id?}")] HttpRequest request, string? id) =>
            Results.Text(id ?? "none");

        [Function("Root")]
        public static IResult Root(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{root:maxlength(0)?}")] HttpRequest request) => Results.Text("root");

        [Function("Action")]
        public static IActionResult Action([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/action")] HttpRequest request) =>
            new AcceptedResult((string?)null, new { Name = "n" });

        [Function("Echo")]
        public static async Task Echo(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/echo")] HttpRequest request, CancellationToken cancellation)
        {
            request.HttpContext.Response.StatusCode = StatusCodes.Status201Created;
            await request.Body.CopyToAsync(request.HttpContext.Response.Body, cancellation);
        }
    }

    public static class Unrouted
    {
        [Function("Plain")]
        public static IResult Plain([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text("unrouted");
    }

    public sealed class Scoped
    {
        private static int _count;

        public int Number { get; } = Interlocked.Increment(ref _count);
    }

    public sealed class Injected(Scoped scoped)
    {
        [Function("Scoped")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/scoped")] HttpRequest request) =>
            Results.Text($"{ReferenceEquals(scoped, request.HttpContext.RequestServices.GetRequiredService<Scoped>())} {scoped.Number}");
    }
}
