using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>
/// A property's value on the wire: JSON where that tells the type, else text with an annotation of the type
/// (<see href="https://learn.microsoft.com/rest/api/storageservices/payload-format-for-table-service-operations"/>).
/// </summary>
internal static class PropertyValue
{
    /// <summary>Writes name, annotation and value; nothing for null, which the service does not store.</summary>
    /// <exception cref="NotSupportedException">The service has no such type.</exception>
    public static void Write(Utf8JsonWriter writer, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                writer.WriteString(name, text);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case double number:
                Annotate(writer, name, "Edm.Double");
                writer.WriteNumber(name, number);
                break;
            case Enum member:
                writer.WriteString(name, member.ToString());
                break;
            case long or ulong:
                WriteText(writer, name, "Edm.Int64", ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case Guid id:
                WriteText(writer, name, "Edm.Guid", id.ToString());
                break;
            case DateTimeOffset time:
                WriteText(writer, name, "Edm.DateTime", Time(time.UtcDateTime));
                break;
            case DateTime { Kind: DateTimeKind.Utc } time:
                WriteText(writer, name, "Edm.DateTime", Time(time));
                break;
            case byte[] bytes:
                WriteText(writer, name, "Edm.Binary", Convert.ToBase64String(bytes));
                break;
            case BinaryData data:
                WriteText(writer, name, "Edm.Binary", Convert.ToBase64String(data.ToMemory().Span));
                break;
            case DateTime:
                throw new NotSupportedException($"Property {name} is a DateTime of unknown or local zone; only UTC can be stored.");
            default:
                throw new NotSupportedException($"Property {name} is a {value.GetType()}, which no table can hold.");
        }
    }

    /// <summary>The value as string, bool, int, long, double, Guid, DateTimeOffset or byte[].</summary>
    public static object? Read(JsonElement value, string? type) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when type is null && value.TryGetInt32(out int number) => number,
        JsonValueKind.Number => value.GetDouble(),
        _ => FromText(value.GetString()!, type),
    };

    /// <summary>A value that was read, as the type that a class declares.</summary>
    /// <exception cref="InvalidOperationException">The table holds another type.</exception>
    public static object? As(Type declared, object? value, string name)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        return value switch
        {
            null => null,
            _ when type.IsInstanceOfType(value) => value,
            string text when type.IsEnum => Enum.Parse(type, text),
            byte[] bytes when type == typeof(BinaryData) => BinaryData.FromBytes(bytes),
            DateTimeOffset time when type == typeof(DateTime) => time.UtcDateTime,
            int number when type == typeof(long) => (long)number,
            int number when type == typeof(double) => (double)number,
            long number when type == typeof(ulong) => checked((ulong)number),
            _ => throw new InvalidOperationException($"Property {name} is a {value.GetType()} in the table, not a {type}."),
        };
    }

    private static object FromText(string text, string? type) => type switch
    {
        "Edm.Int64" => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        "Edm.Double" => double.Parse(text, CultureInfo.InvariantCulture),
        "Edm.Guid" => Guid.Parse(text),
        "Edm.DateTime" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        "Edm.Binary" => Convert.FromBase64String(text),
        _ => text,
    };

    private static string Time(DateTime utc) => utc.ToString("O", CultureInfo.InvariantCulture);

    private static void WriteText(Utf8JsonWriter writer, string name, string type, string text)
    {
        Annotate(writer, name, type);
        writer.WriteString(name, text);
    }

    private static void Annotate(Utf8JsonWriter writer, string name, string type) => writer.WriteString(name + PropertyNames.TypeSuffix, type);
}
