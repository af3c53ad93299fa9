using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudSimulator.Faults;

/// <summary>
/// Arms faults over HTTP: POST /faults with a <see cref="Fault"/> as JSON (201, its id and count), GET /faults (all, with how often
/// each occurred), DELETE /faults (none from now on).
/// </summary>
internal sealed class ControlApi(FaultList faults)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public void Map(WebApplication app)
    {
        app.MapGet("/faults", () => Results.Json(faults.All, s_json));
        app.MapPost("/faults", AddAsync);
        app.MapDelete("/faults", () =>
        {
            faults.Clear();
            return Results.NoContent();
        });
    }

    private async Task<IResult> AddAsync(HttpRequest request)
    {
        try
        {
            var fault = await JsonSerializer.DeserializeAsync<Fault>(request.Body, s_json);
            return fault is null ? Results.BadRequest("A fault is expected.") : Results.Json(faults.Add(fault), s_json, statusCode: 201);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return Results.BadRequest(error.Message);
        }
    }
}
