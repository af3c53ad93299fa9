using System.Text.Json;

namespace FunctionsRuntime.Durable;

/// <summary>The history of one execution, as a neutral list of events that outlives any journal format.</summary>
public sealed record RecordedHistory(
    string Orchestrator, string InstanceId, string? ParentName, string? ParentInstanceId, IReadOnlyList<HistoryEvent> Events)
{
    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a recorded history.</exception>
    public static RecordedHistory FromJson(string json) =>
        JsonSerializer.Deserialize(json, EngineJson.Indented.RecordedHistory) ?? throw new JsonException("The recorded history is null.");

    public string ToJson() => JsonSerializer.Serialize(this, EngineJson.Indented.RecordedHistory);
}
