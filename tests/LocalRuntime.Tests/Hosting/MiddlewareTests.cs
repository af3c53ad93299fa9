using System.Net;
using FunctionsRuntime.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;

namespace LocalRuntime.Tests.Hosting;

public sealed class MiddlewareTests
{
    [Fact]
    public async Task Request_TwoMiddlewares_RunInTheOrderRegistered()
    {
        await using HostUnderTest host = await StartAsync(builder =>
        {
            builder.UseMiddleware(Append("a"));
            builder.UseMiddleware(Append("b"));
        });

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/ok");

        Assert.Equal("ab", answer.Headers.GetValues("X-Order").Single());
    }

    [Fact]
    public async Task Request_PredicateDoesNotHold_SkipsTheMiddleware()
    {
        await using HostUnderTest host = await StartAsync(builder =>
            builder.UseWhen<Refuser>(c => c.FunctionDefinition.InputBindings.Values.Single().Type == "queueTrigger"));

        Assert.Equal("ok", await host.Client.GetStringAsync("/api/ok"));
    }

    [InvocationResultFact]
    public async Task Request_MiddlewareSetsResultInsteadOfRunning_IsExecuted()
    {
        await using HostUnderTest host = await StartAsync(builder =>
            builder.UseWhen<Refuser>(c => c.FunctionDefinition.InputBindings.Values.Single().Type == "httpTrigger"));

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/ok");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("refused", await answer.Content.ReadAsStringAsync());
    }

    [InvocationResultFact]
    public async Task Request_MiddlewareReadsResult_SeesWhatTheFunctionReturned()
    {
        object? seen = null;
        await using HostUnderTest host = await StartAsync(builder => builder.UseMiddleware(async (context, next) =>
        {
            await next();
            seen = context.GetInvocationResult().Value;
        }));

        await host.Client.GetStringAsync("/api/ok");

        Assert.IsAssignableFrom<IResult>(seen);
    }

    [Fact]
    public async Task Request_MiddlewareBeforeTheIntegration_SeesNoHttpContext()
    {
        bool? seen = null;
        await using HostUnderTest host = await HostUnderTest.StartAsync(new HostSetup(typeof(Doors))
        {
            Configure = builder =>
            {
                builder.UseMiddleware((context, next) =>
                {
                    seen = context.GetHttpContext() is not null;
                    return next();
                });
                AspNetCoreIntegration.AddTo(builder);
            },
        });

        await host.Client.GetStringAsync("/api/ok");

        Assert.False(seen);
    }

    [Theory]
    [InlineData("/api/throws")]
    [InlineData("/api/throws-late")]
    public async Task Request_NobodyCatches_AnswersEmpty500(string path)
    {
        await using HostUnderTest host = await StartAsync(_ => { });

        using HttpResponseMessage answer = await host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.False(answer.Headers.Contains("X-Half-Done"));
    }

    [InvocationResultFact]
    public async Task Request_MiddlewareCatches_MakesTheAnswer()
    {
        await using HostUnderTest host = await StartAsync(builder => builder.UseMiddleware(async (context, next) =>
        {
            try
            {
                await next();
            }
            catch (InvalidOperationException e)
            {
                context.GetInvocationResult().Value = new ContentResult { StatusCode = 418, Content = e.Message };
            }
        }));

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/throws");

        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("no", await answer.Content.ReadAsStringAsync());
    }

    private static Task<HostUnderTest> StartAsync(Action<LocalHostBuilder> configure) =>
        HostUnderTest.StartAsync(new HostSetup(typeof(Doors))
        {
            Configure = builder =>
            {
                AspNetCoreIntegration.AddTo(builder);
                configure(builder);
            },
        });

    private static Func<FunctionContext, Func<Task>, Task> Append(string text) => (context, next) =>
    {
        IHeaderDictionary headers = context.GetHttpContext()!.Response.Headers;
        headers["X-Order"] += text;
        return next();
    };

    public static class Doors
    {
        [Function("Ok")]
        public static IResult Ok([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ok")] HttpRequest request) =>
            Results.Text("ok");

        [Function("Throws")]
        public static IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/throws")] HttpRequest request) =>
            throw new InvalidOperationException("no");

        [Function("ThrowsLate")]
        public static async Task ThrowsLate(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/throws-late")] HttpRequest request)
        {
            request.HttpContext.Response.Headers["X-Half-Done"] = "yes";
            await Task.Yield();
            throw new InvalidOperationException("no");
        }
    }

    public sealed class Refuser : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.GetInvocationResult().Value = Results.Text("refused", statusCode: StatusCodes.Status403Forbidden);
            return Task.CompletedTask;
        }
    }
}
