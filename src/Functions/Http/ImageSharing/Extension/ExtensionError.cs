using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>
/// An error as IMS writes it, <c>{"error":{"code":"IMG.0001","message":"…"}}</c> (contract of IMS §1.6, F1). Of a 401 the code is a number and
/// there is a title, as Keystone has it (F3).
/// </summary>
public sealed class ExtensionError(int status, string code, string message) : IResult
{
    /// <inheritdoc />
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartObject("error");
        if (status == StatusCodes.Status401Unauthorized) json.WriteNumber("code", status);
        else json.WriteString("code", code);
        json.WriteString("message", message);
        if (status == StatusCodes.Status401Unauthorized) json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
