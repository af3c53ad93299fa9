using System.Text.Encodings.Web;
using System.Text.Json;
using ImagePublishFunctions.Domain.Sharing;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Native;

/// <summary>A member as the Image API writes it (contract of IMS §1.4): 200, also for one that was added.</summary>
internal sealed class MemberResult(ImageMember member) : IResult
{
    private const string Time = "yyyy-MM-ddTHH:mm:ssZ";
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter, Plain);
        json.WriteStartObject();
        json.WriteString("member_id", member.ProjectId);
        json.WriteString("image_id", member.ImageId);
        json.WriteString("status", member.Status.ToString().ToLowerInvariant());
        json.WriteString("created_at", member.CreatedAt.UtcDateTime.ToString(Time));
        json.WriteString("updated_at", member.UpdatedAt.UtcDateTime.ToString(Time));
        json.WriteString("schema", "/v2/schemas/member");
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
