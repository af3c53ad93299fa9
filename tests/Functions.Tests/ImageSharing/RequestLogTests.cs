using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>The line that every request leaves.</summary>
public sealed class RequestLogTests
{
    [Fact]
    public async Task Invoke_HostilePath_LeavesOneLineWithoutQueryAndHeaders()
    {
        var lines = new KeptLines();
        var response = new CompletableResponse();
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpResponseFeature>(response);
        http.Request.Method = "GET";
        http.Request.Path = "/v2/images/a\r\n12:00:00 info: forged\u2028line\u001b[31m";
        http.Request.QueryString = new QueryString("?sig=secret");
        http.Request.Headers["X-Auth-Token"] = "secret";
        var context = new HttpFunctionContext(http);

        await new RequestLog(TimeProvider.System, lines).Invoke(context, _ => Task.CompletedTask);
        Assert.Empty(lines.Lines);
        http.Response.StatusCode = 404;
        await response.CompleteAsync();

        string line = Assert.Single(lines.Lines);
        Assert.StartsWith("GET /v2/images/a%0D%0A12:00:00%20info:%20forged%E2%80%A8line%1B%5B31m 404 ", line, StringComparison.Ordinal);
        Assert.EndsWith(" ms", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_EndlessPath_IsCut()
    {
        var lines = new KeptLines();
        var response = new CompletableResponse();
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpResponseFeature>(response);
        http.Request.Path = "/" + new string('a', 10_000);

        await new RequestLog(TimeProvider.System, lines).Invoke(new HttpFunctionContext(http), _ => Task.CompletedTask);
        await response.CompleteAsync();

        Assert.True(Assert.Single(lines.Lines).Length < 1100);
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

    private sealed class CompletableResponse : HttpResponseFeature
    {
        private readonly List<Func<Task>> _completed = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Add(() => callback(state));

        public Task CompleteAsync() => Task.WhenAll(_completed.Select(callback => callback()));
    }

    private sealed class HttpFunctionContext : FunctionContext
    {
        public HttpFunctionContext(HttpContext http) => Items = new Dictionary<object, object> { ["HttpRequestContext"] = http };

        public override IDictionary<object, object> Items { get; set; }

        public override IServiceProvider InstanceServices { get; set; } = null!;

        public override string InvocationId => "1";

        public override string FunctionId => "1";

        public override TraceContext TraceContext => throw new NotSupportedException();

        public override BindingContext BindingContext => throw new NotSupportedException();

        public override RetryContext RetryContext => throw new NotSupportedException();

        public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

        public override IInvocationFeatures Features => throw new NotSupportedException();
    }
}
