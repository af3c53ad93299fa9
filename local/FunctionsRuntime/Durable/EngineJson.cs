using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FunctionsRuntime.Durable;

/// <summary>JSON of the journal and of recorded histories.</summary>
[JsonSerializable(typeof(JournalRecord))]
[JsonSerializable(typeof(RecordedHistory))]
internal sealed partial class EngineJson : JsonSerializerContext
{
    public static EngineJson Compact { get; } = new(Describe(indented: false));

    public static EngineJson Indented { get; } = new(Describe(indented: true));

    private static JsonSerializerOptions Describe(bool indented) => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        WriteIndented = indented,

        // Inputs are JSON within JSON; the strict encoder would make every quotation mark six bytes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter<HistoryEventKind>() },
    };
}
