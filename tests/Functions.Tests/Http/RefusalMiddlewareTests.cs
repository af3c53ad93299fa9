using System.Text;
using Azure;
using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ImagePublishFunctions.Functions.Tests.Http;

/// <summary>What a caller gets of answers that fail while they are made or written.</summary>
public sealed class RefusalMiddlewareTests
{
    private readonly DefaultHttpContext _http = new();
    private readonly MemoryStream _body = new();
    private readonly Connection _connection = new();
    private readonly CountedErrors _errors = new();

    public RefusalMiddlewareTests()
    {
        _http.Request.Path = "/api/catalog/x";
        _http.Response.Body = _body;
        _http.Features.Set<IHttpRequestLifetimeFeature>(_connection);
    }

    [Fact]
    public async Task Answer_OfAFunction_IsWritten()
    {
        Assert.True(await AnswerAsync(() => new StatusAnswer(204)));

        Assert.Equal((204, "", 0), (_http.Response.StatusCode, Body, _errors.Count));
    }

    [Theory]
    [InlineData("answers")]
    [InlineData("refuses")]
    [InlineData("fails while it writes")]
    public async Task Answer_OfEveryKind_SaysThatItIsNotKeptSniffedOrReferredTo(string what)
    {
        await AnswerAsync(() => what switch
        {
            "answers" => new StatusAnswer(200),
            "refuses" => throw new RefusalException(404, "NOT_FOUND", "Not found."),
            _ => new Failing(_ => throw new NotSupportedException()),
        });

        IHeaderDictionary headers = _http.Response.Headers;
        Assert.Equal(
            ("no-store", "nosniff", "no-referrer"),
            (headers.CacheControl.ToString(), headers.XContentTypeOptions.ToString(), headers["Referrer-Policy"].ToString()));
    }

    [Fact]
    public async Task Answer_ThatIsNone_IsLeftToTheWorker() => Assert.False(await AnswerAsync(() => null));

    [Fact]
    public async Task Answer_Refused_KeepsTheHeadersOfTheDoor()
    {
        await AnswerAsync(() =>
        {
            _http.Response.Headers.RetryAfter = "7";
            throw new RefusalException(429, "TOO_MANY", "Too many.");
        });

        Assert.Equal((429, "7", 0), (_http.Response.StatusCode, _http.Response.Headers.RetryAfter.ToString(), _errors.Count));
        Assert.Contains("TOO_MANY", Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 500, "INTERNAL_ERROR")]
    [InlineData(true, 503, "STORAGE_UNAVAILABLE")]
    public async Task Answer_ThatFailsBeforeItStarts_IsARefusalWithoutItsHeaders(bool isStorage, int status, string code)
    {
        await AnswerAsync(() => new Failing(http =>
        {
            http.Response.Headers.ETag = "\"1\"";
            throw isStorage ? new RequestFailedException("secret") : new NotSupportedException("secret");
        }));

        Assert.Equal((status, "", 1), (_http.Response.StatusCode, _http.Response.Headers.ETag.ToString(), _errors.Count));
        Assert.Contains(code, Body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatFailsAfterItStarted_BreaksTheConnection()
    {
        _http.Features.Set<IHttpResponseFeature>(new StartedResponse());

        Assert.True(await AnswerAsync(() => new Failing(_ => throw new NotSupportedException())));

        Assert.Equal((true, "", 1), (_connection.IsAborted, Body, _errors.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Answer_ToACallerWhoIsGone_IsNoError(bool isWrite)
    {
        _connection.RequestAborted = new CancellationToken(canceled: true);

        await AnswerAsync(() => throw (isWrite ? new OperationCanceledException() : new IOException()));

        Assert.Equal((499, "", 0), (_http.Response.StatusCode, Body, _errors.Count));
    }

    [Fact]
    public async Task Answer_OfAnInvocationThatIsStopped_Is503()
    {
        await AnswerAsync(() => throw new OperationCanceledException(), new CancellationToken(canceled: true));

        Assert.Equal((503, 0), (_http.Response.StatusCode, _errors.Count));
        Assert.Contains("BROKEN_OFF", Body, StringComparison.Ordinal);
    }

    private string Body => Encoding.UTF8.GetString(_body.ToArray());

    private async Task<bool> AnswerAsync(Func<IResult?> function, CancellationToken stopped = default)
    {
        var middleware = new RefusalMiddleware([new ProblemShape()], _errors);
        bool isAnswered = await middleware.AnswerAsync(_http, async () => await Task.FromResult(function()), stopped);
        await _http.Response.CompleteAsync();
        return isAnswered;
    }

    private sealed class Failing(Func<HttpContext, Task> fail) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => fail(httpContext);
    }

    private sealed class StartedResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    private sealed class CountedErrors : ILogger<RefusalMiddleware>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error) Count++;
        }
    }
}
