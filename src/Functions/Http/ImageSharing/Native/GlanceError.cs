using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>An error as Glance writes it, byte for byte: an HTML page, JSON or plain text, as <see cref="GlanceAccept"/> chooses.</summary>
/// <param name="status">The status.</param>
/// <param name="explanation">What is wrong, in Glance's words where it has some.</param>
public sealed partial class GlanceError(int status, string explanation) : IResult
{
    /// <summary>What Glance says to a missing, wrong or expired token.</summary>
    public const string Unauthorized =
        "This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong "
        + "credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.";

    /// <summary>The value of <c>WWW-Authenticate</c> with a 401.</summary>
    internal string? Challenge { get; init; }

    /// <summary>The value of <c>Allow</c> with a 405.</summary>
    internal string? Allow { get; init; }

    /// <summary>Reason phrases as Glance has them: of 413 the older one.</summary>
    private string Title => status == StatusCodes.Status413PayloadTooLarge ? "Request Entity Too Large" : ReasonPhrases.GetReasonPhrase(status);

    private string StatusLine => $"{status} {Title}";

    /// <summary>A method that the resource does not know.</summary>
    public static GlanceError MethodNotAllowed(string method, string allow) =>
        new(StatusCodes.Status405MethodNotAllowed, $"The method {method} is not allowed for this resource. ") { Allow = allow };

    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        string type = GlanceAccept.Choose(httpContext.Request.Headers.Accept);
        byte[] body = Encoding.UTF8.GetBytes(type switch
        {
            GlanceAccept.Html => Page(),
            GlanceAccept.Json => $"{{\"message\": {JsonText(Message(explanation))}, \"code\": {JsonText(StatusLine)}, \"title\": {JsonText(Title)}}}",
            _ => Text(),
        });
        response.StatusCode = status;
        httpContext.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = Title;
        response.ContentType = type == GlanceAccept.Json ? type : $"{type}; charset=UTF-8";
        response.ContentLength = body.Length;
        if (Challenge is not null) response.Headers.WWWAuthenticate = Challenge;
        if (Allow is not null) response.Headers.Allow = Allow;
        if (!HttpMethods.IsHead(httpContext.Request.Method)) await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }

    /// <summary>The template of 405 is a shorter one.</summary>
    private string Message(string text) => status == StatusCodes.Status405MethodNotAllowed ? $"{text}<br /><br />\n" : $"{text}<br /><br />\n\n\n";

    private string Page() =>
        $"<html>\n <head>\n  <title>{StatusLine}</title>\n </head>\n <body>\n  <h1>{StatusLine}</h1>\n  {Message(Escape(explanation))}\n </body>\n</html>";

    private string Text()
    {
        string line = Message(explanation).Replace('\n', ' ').Replace("<br />", "\n", StringComparison.Ordinal);
        return $"{StatusLine}\n\n{Tag().Replace(line, "")}";
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            escaped.Append(rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#x27;",
                > 127 => string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};"),
                _ => rune.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static string JsonText(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    [GeneratedRegex("<.*?>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();
}
