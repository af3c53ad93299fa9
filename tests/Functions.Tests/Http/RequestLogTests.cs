using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace ImagePublishFunctions.Functions.Tests.Http;

/// <summary>The line that every request leaves.</summary>
public sealed class RequestLogTests
{
    [Fact]
    public async Task Invoke_HostilePath_LeavesOneLineWithoutQueryAndHeaders()
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Request.Path = "/v2/images/a\r\n12:00:00 info: forged\u2028line\u001b[31m";
        http.Request.QueryString = new QueryString("?sig=secret");
        http.Request.Headers["X-Auth-Token"] = "secret";

        string line = await LineAsync(http, _ =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });

        Assert.StartsWith("GET /v2/images/a%0D%0A12:00:00%20info:%20forged%E2%80%A8line%1B%5B31m 404 ", line, StringComparison.Ordinal);
        Assert.EndsWith(" ms", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_EndlessPath_IsCut()
    {
        var http = new DefaultHttpContext();
        http.Request.Path = "/" + new string('a', 10_000);

        Assert.True((await LineAsync(http, _ => Task.CompletedTask)).Length < 1100);
    }

    [Fact]
    public async Task Invoke_AnswerThatBrokeOff_SaysSo()
    {
        var http = new DefaultHttpContext { RequestAborted = new CancellationToken(canceled: true) };

        Assert.EndsWith(" ms, broken off", await LineAsync(http, _ => Task.CompletedTask), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_ExceptionThatNobodyAnswered_LeavesALineAndPassesOn()
    {
        var lines = new KeptLines();
        var context = new HttpFunctionContext(new DefaultHttpContext());

        await Assert.ThrowsAsync<TimeoutException>(() => new RequestLog(TimeProvider.System, lines).Invoke(context, _ => throw new TimeoutException()));

        Assert.Single(lines.Lines);
    }

    /// <summary>The line as it stands when the invocation ends: a later one would be lost.</summary>
    private static async Task<string> LineAsync(HttpContext http, FunctionExecutionDelegate function)
    {
        var lines = new KeptLines();
        await new RequestLog(TimeProvider.System, lines).Invoke(new HttpFunctionContext(http), function);
        return Assert.Single(lines.Lines);
    }

    private sealed class KeptLines : ILogger<RequestLog>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
