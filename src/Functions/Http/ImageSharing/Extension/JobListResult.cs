using System.Text.Json;
using ImagePublishFunctions.Domain.Sharing;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>Jobs without their pairs: <c>{"jobs": […]}</c>.</summary>
internal sealed class JobListResult(IReadOnlyList<ShareJob> jobs) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.Body);
        json.WriteStartObject();
        json.WriteStartArray("jobs");
        foreach (ShareJob job in jobs)
        {
            JobJson.WriteHead(json, job);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
