using System.Globalization;
using System.Text.Json;

namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>Jobs on the wire, with and without progress.</summary>
internal static class ImsJobJson
{
    public static ImsJob Read(JsonElement job)
    {
        var entities = Child(job, "entities");
        return new ImsJob(
            job.GetProperty("job_id").GetString()!,
            Text(job, "job_type"),
            State(Text(job, "status")),
            Time(Text(job, "begin_time")),
            Time(Text(job, "end_time")),
            Text(job, "error_code") ?? Text(entities, "error_code"),
            Text(job, "fail_reason"),
            Text(entities, "image_id")
                ?? Items(entities, "sub_jobs_result").Select(sub => Text(Child(sub, "entities"), "image_id")).FirstOrDefault(),
            Child(entities, "process_percent") is { ValueKind: JsonValueKind.Number } percent ? percent.GetDouble() : null,
            [.. Items(entities, "results").Select(item => new ImsJobResult(Text(item, "image_id"), Text(item, "project_id"), Text(item, "status")))]);
    }

    private static ImsJobState State(string? word) => word?.ToUpperInvariant() switch
    {
        "SUCCESS" => ImsJobState.Succeeded,
        "FAIL" or "FAILED" or "ERROR" => ImsJobState.Failed,
        _ => ImsJobState.Running,
    };

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement? element, string name) =>
        Child(element, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : default;

    private static JsonElement? Child(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? element, string name) =>
        Child(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
