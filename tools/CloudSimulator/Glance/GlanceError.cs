using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace CloudSimulator.Glance;

/// <summary>An error answer of Glance: HTML, JSON or plain text, as the Accept header asks.</summary>
internal sealed class GlanceError(int status, string message, string? detail = null) : Exception(message)
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Status => status;

    /// <summary>Writes the body and its content type; the status must not be sent yet.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        // Glance's own word is older than RFC 9110's.
        var title = status == StatusCodes.Status413PayloadTooLarge ? "Request Entity Too Large" : ReasonPhrases.GetReasonPhrase(status);
        var accept = context.Request.Headers.Accept.ToString();
        context.Response.StatusCode = status;
        if (accept.Contains("html", StringComparison.Ordinal) || accept.Contains("*/*", StringComparison.Ordinal))
        {
            context.Response.ContentType = "text/html; charset=UTF-8";
            await context.Response.WriteAsync(
                $"<html>\n <head>\n  <title>{status} {title}</title>\n </head>\n <body>\n  <h1>{status} {title}</h1>\n"
                + $"  {HtmlEncoder.Default.Encode(Message)}<br /><br />\n{detail}\n\n\n </body>\n</html>");
        }
        else if (accept.Contains("application/json", StringComparison.Ordinal))
        {
            context.Response.ContentType = "application/json";
            var body = new { message = $"{Message}<br /><br />\n{detail}\n\n", code = $"{status} {title}", title };
            await context.Response.WriteAsync(JsonSerializer.Serialize(body, s_json));
        }
        else
        {
            context.Response.ContentType = "text/plain; charset=UTF-8";
            await context.Response.WriteAsync($"{status} {title}\n\n{Message}\n\n{detail}   ");
        }
    }
}
