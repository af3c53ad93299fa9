using System.Text.Json;
using System.Xml.Linq;
using ImagePublishFunctions.Http;
using ImagePublishFunctions.Http.UForge.Views;
using ImagePublishFunctions.Http.UForge.Writing;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>Answers as they leave: headers, negotiation, conditions, errors.</summary>
public sealed class UForgeResultTests
{
    [Theory]
    [InlineData(null, "application/xml")]
    [InlineData("", "application/xml")]
    [InlineData("application/xml", "application/xml")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/json; charset=utf-8", "application/json")]
    [InlineData("*/*", "application/xml")]
    [InlineData("application/xml-H", "application/xml")]
    [InlineData("application/xml, application/json", "application/xml")]
    [InlineData("application/xml;q=0.5, application/json", "application/json")]
    [InlineData("application/json;q=0.5, */*", "application/xml")]
    [InlineData("text/html,application/xhtml+xml", "application/xml")]
    [InlineData(";;; no header at all", "application/xml")]
    public async Task Accept_OfEveryKind_GivesAContentTypeWithoutParameters(string? accept, string contentType)
    {
        foreach (IResult result in new IResult[] { Ticket(), List(), Error(404) })
        {
            HttpContext context = await ExecuteAsync(result, "GET", request => request.Headers.Accept = accept);

            Assert.Equal(contentType, context.Response.Headers.ContentType.ToString());
            Assert.Equal(contentType.EndsWith("json", StringComparison.Ordinal) ? '{' : '<', (char)Body(context)[0]);
        }
    }

    [Fact]
    public async Task Ticket_Created_Is201WithItsDigestAsETag()
    {
        HttpContext context = await ExecuteAsync(new UForgeResult(201, PublicationObjects.Ticket(UForgeSamples.Ticket)), "POST");

        XDocument document = UForgeSamples.Parse(Body(context));
        Assert.Equal(201, context.Response.StatusCode);
        Assert.Equal($"\"{document.Root!.Element("digest")!.Value}\"", context.Response.Headers.ETag);
        Assert.Equal("Mon, 05 Jan 2026 10:01:00 GMT", context.Response.Headers.LastModified);
        Assert.Equal(Body(context).Length, context.Response.ContentLength);
        Assert.Empty(UForgeXsd.Validate(document));
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("application/json")]
    public async Task ETag_BroughtBack_Is304UntilSomethingChanges(string accept)
    {
        string tag = (await ExecuteAsync(Ticket(), "GET", request => request.Headers.Accept = accept)).Response.Headers.ETag!;

        foreach (string known in new[] { tag, "W/" + tag, "\"other\", " + tag, "*" })
        {
            HttpContext same = await ExecuteAsync(Ticket(), "GET", request =>
            {
                request.Headers.Accept = accept;
                request.Headers.IfNoneMatch = known;
            });
            Assert.Equal(304, same.Response.StatusCode);
            Assert.Empty(Body(same));
            Assert.Equal(tag, same.Response.Headers.ETag);
        }

        UForgeResult changed = new(200, PublicationObjects.Ticket(UForgeSamples.Ticket with { Percentage = 26 }));
        HttpContext other = await ExecuteAsync(changed, "GET", request =>
        {
            request.Headers.Accept = accept;
            request.Headers.IfNoneMatch = tag;
        });
        Assert.Equal(200, other.Response.StatusCode);
    }

    [Fact]
    public async Task Head_OfAnObject_HasItsHeadersAndNoBody()
    {
        HttpContext head = await ExecuteAsync(Ticket(), "HEAD");
        HttpContext get = await ExecuteAsync(Ticket(), "GET");

        Assert.Empty(Body(head));
        Assert.Equal(get.Response.ContentLength, head.Response.ContentLength);
        Assert.Equal(get.Response.Headers.ETag, head.Response.Headers.ETag);
    }

    [Theory]
    [InlineData("/api/users/guest/pimages", "users/guest/pimages")]
    [InlineData("/API/users/guest/pimages", "users/guest/pimages")]
    [InlineData("/api", "api")]
    [InlineData("/elsewhere/x", "elsewhere/x")]
    [InlineData("/api/users/\u0001 é", "users/%01%20%C3%A9")]
    public async Task Error_OfAnyPath_HasEveryFieldThatHammrConcatenates(string path, string requestUri)
    {
        HttpContext context = await ExecuteAsync(Error(404), "POST", request =>
        {
            request.Path = path;
            request.QueryString = new QueryString("?apiKey=k&signature=s3cr3t");
        });

        XDocument document = UForgeSamples.Parse(Body(context));
        XElement root = document.Root!;
        Assert.Equal(404, context.Response.StatusCode);
        Assert.Equal("404", root.Element("statusCode")!.Value);
        Assert.Equal("POST", root.Element("requestMethod")!.Value);
        Assert.Equal(requestUri, root.Element("requestUri")!.Value);
        Assert.Equal("There is no image 116.", root.Element("localizedErrorMsg")!.Element("message")!.Value);
        Assert.Equal("IMAGE_NOT_FOUND", root.Element("localizedErrorMsg")!.Element("messageId")!.Value);
        Assert.Equal("itid", root.Element("localizedErrorMsg")!.Element("parameters")!.Element("parameter")!.Value);
        Assert.Equal("2026-01-05T10:00:00.120Z", root.Element("timestamp")!.Value);
        Assert.Empty(UForgeXsd.Validate(document));
    }

    [Fact]
    public async Task Error_AsJson_HasTheSameFields()
    {
        HttpContext context = await ExecuteAsync(Error(404), "GET", request => request.Headers.Accept = "application/json");

        using JsonDocument document = JsonDocument.Parse(Body(context));
        JsonElement error = document.RootElement.GetProperty("uforgeError");
        Assert.Equal(404, error.GetProperty("statusCode").GetInt32());
        Assert.Equal("itid", error.GetProperty("localizedErrorMsg").GetProperty("parameters").GetProperty("parameter")[0].GetString());
    }

    [Fact]
    public async Task Error_401_SaysHowToAuthenticate()
    {
        HttpContext unauthorized = await ExecuteAsync(Error(401), "GET");
        HttpContext forbidden = await ExecuteAsync(Error(403), "GET");

        Assert.StartsWith("Basic ", unauthorized.Response.Headers.WWWAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, forbidden.Response.Headers.WWWAuthenticate.Count);
    }

    [Fact]
    public async Task List_ThatFailsBeforeItsFirstPiece_HasWrittenNothing()
    {
        UForgeListResult result = new(new UForgeList("publishImages", 1, Fail()));
        DefaultHttpContext context = Context("GET");

        await Assert.ThrowsAsync<InvalidOperationException>(() => result.ExecuteAsync(context));

        Assert.Empty(Body(context));
    }

    private static UForgeResult Ticket() => new(200, PublicationObjects.Ticket(UForgeSamples.Ticket));

    private static UForgeListResult List() => new(new UForgeList("statuses", 0, AsyncEnumerable.Empty<UForgeObject>()));

    private static UForgeErrorResult Error(int status) =>
        new(new RefusalException(status, "IMAGE_NOT_FOUND", "There is no image 116.", "itid"), new FixedTime());

    private static async IAsyncEnumerable<UForgeObject> Fail()
    {
        await Task.CompletedTask;
        yield return PublicationObjects.Ticket(UForgeSamples.Ticket);
        throw new InvalidOperationException("storage");
    }

    private static async Task<HttpContext> ExecuteAsync(IResult result, string method, Action<HttpRequest>? prepare = null)
    {
        DefaultHttpContext context = Context(method);
        prepare?.Invoke(context.Request);
        await result.ExecuteAsync(context);
        return context;
    }

    private static DefaultHttpContext Context(string method)
    {
        DefaultHttpContext context = new();
        context.Request.Method = method;
        context.Request.Path = "/api/users/guest/pimages";
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static byte[] Body(HttpContext context) => ((MemoryStream)context.Response.Body).ToArray();

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => UForgeSamples.Time;
    }
}
