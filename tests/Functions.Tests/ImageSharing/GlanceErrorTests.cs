using System.Text;
using ImagePublishFunctions.Http.ImageSharing.Native;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Functions.Tests.ImageSharing;

/// <summary>Errors of the native doors, against what Glance 25.1 answered to the same requests.</summary>
public sealed class GlanceErrorTests
{
    private const string Page = """
        <html>
         <head>
          <title>404 Not Found</title>
         </head>
         <body>
          <h1>404 Not Found</h1>
          Image nope not found.<br /><br />



         </body>
        </html>
        """;

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/html")]
    [InlineData("text/*")]
    [InlineData("application/json, text/html")]
    [InlineData("application/json;charset=utf-8, */*;q=0.1")]
    [InlineData("not a media type")]
    public async Task ExecuteAsync_HtmlAcceptedAsMuchAsJson_WritesGlancesPage(string accept)
    {
        (HttpResponse response, string body) = await WriteAsync(new GlanceError(404, "Image nope not found."), accept);

        Assert.Equal("text/html; charset=UTF-8", response.ContentType);
        Assert.Equal(Page, body);
        Assert.Equal(143, response.ContentLength);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("APPLICATION/JSON;q=0.5")]
    [InlineData("application/json, text/plain")]
    [InlineData("application/*")]
    [InlineData("text/html;q=0.5, application/json")]
    [InlineData("*/*, text/html;q=0")]
    public async Task ExecuteAsync_JsonPreferred_WritesGlancesJson(string accept)
    {
        (HttpResponse response, string body) = await WriteAsync(new GlanceError(404, "Image nope not found."), accept);

        Assert.Equal("application/json", response.ContentType);
        Assert.Equal("""{"message": "Image nope not found.<br /><br />\n\n\n", "code": "404 Not Found", "title": "Not Found"}""", body);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json;q=0")]
    [InlineData("application/json;version=1")]
    public async Task ExecuteAsync_NeitherAccepted_WritesGlancesText(string? accept)
    {
        (HttpResponse response, string body) = await WriteAsync(new GlanceError(404, "Image nope not found."), accept);

        Assert.Equal("text/plain; charset=UTF-8", response.ContentType);
        Assert.Equal("404 Not Found\n\nImage nope not found.\n\n   ", body);
    }

    [Fact]
    public async Task ExecuteAsync_MethodNotAllowed_HasGlancesOtherTemplateAndAllow()
    {
        (HttpResponse response, string body) = await WriteAsync(GlanceError.MethodNotAllowed("PATCH", "GET, POST"), "*/*");

        Assert.Equal("GET, POST", response.Headers.Allow);
        Assert.Equal(189, response.ContentLength);
        Assert.Contains("  The method PATCH is not allowed for this resource. <br /><br />\n\n </body>", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExecuteAsync_Unauthorized_IsAsLongAsGlances()
    {
        (HttpResponse response, _) = await WriteAsync(new GlanceError(401, GlanceError.Unauthorized) { Challenge = "Keystone uri=\"http://k/v3\"" }, "*/*");

        Assert.Equal(358, response.ContentLength);
        Assert.Equal("Keystone uri=\"http://k/v3\"", response.Headers.WWWAuthenticate);
    }

    [Fact]
    public async Task ExecuteAsync_MarkupInTheText_IsEscapedInThePageAndStrippedFromText()
    {
        var error = new GlanceError(404, "Image <b>\"é'&</b> not found.");

        (_, string page) = await WriteAsync(error, "*/*");
        (_, string text) = await WriteAsync(error, "");

        Assert.Contains("Image &lt;b&gt;&quot;&#233;&#x27;&amp;&lt;/b&gt; not found.", page, StringComparison.Ordinal);
        Assert.Contains("Image \"é'& not found.", text, StringComparison.Ordinal);
    }

    private static async Task<(HttpResponse Response, string Body)> WriteAsync(GlanceError error, string? accept)
    {
        var context = new DefaultHttpContext();
        if (accept is not null) context.Request.Headers.Accept = accept;
        using var body = new MemoryStream();
        context.Response.Body = body;
        await error.ExecuteAsync(context);
        return (context.Response, Encoding.UTF8.GetString(body.ToArray()));
    }
}
