using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ImagePublishFunctions.Http.ImageSharing.Extension;

/// <summary>Quotas as IMS writes them: <c>{"quotas":{"resources":[…]}}</c>; a quota of -1 is none.</summary>
internal sealed class QuotaResult(IReadOnlyList<(string Type, int Used, int Quota)> resources) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartObject("quotas");
        json.WriteStartArray("resources");
        foreach ((string type, int used, int quota) in resources)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("used", used);
            json.WriteNumber("quota", quota);
            json.WriteNumber("min", quota < 0 ? quota : 0);
            json.WriteNumber("max", quota);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
