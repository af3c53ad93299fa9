using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>An entity, dictionary or class, as the JSON that the service speaks.</summary>
internal static class EntityJson
{
    /// <summary>Keys and properties; what the service sets itself (Timestamp, version) is left out.</summary>
    public static byte[] Write(ITableEntity entity)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString(PropertyNames.PartitionKey, entity.PartitionKey);
            writer.WriteString(PropertyNames.RowKey, entity.RowKey);
            foreach ((string name, object? value) in Properties(entity))
            {
                PropertyValue.Write(writer, name, value);
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>One entity of an answer. Properties that the class does not have are dropped.</summary>
    public static T Read<T>(JsonElement json)
        where T : class, ITableEntity
    {
        Dictionary<string, object?> values = Values(json);
        if (typeof(T) == typeof(TableEntity))
        {
            return (T)(object)new TableEntity(values);
        }

        T entity = Activator.CreateInstance<T>();
        entity.PartitionKey = (string?)values.GetValueOrDefault(PropertyNames.PartitionKey)!;
        entity.RowKey = (string?)values.GetValueOrDefault(PropertyNames.RowKey)!;
        entity.Timestamp = (DateTimeOffset?)values.GetValueOrDefault(PropertyNames.Timestamp);
        entity.ETag = values.GetValueOrDefault(PropertyNames.ETag) is string tag ? new ETag(tag) : default;
        foreach ((string name, var property) in EntityType.Of(typeof(T)).Properties)
        {
            if (property.CanWrite && values.TryGetValue(name, out object? value))
            {
                property.SetValue(entity, PropertyValue.As(property.PropertyType, value, name));
            }
        }

        return entity;
    }

    private static IEnumerable<(string Name, object? Value)> Properties(ITableEntity entity)
        => entity is IDictionary<string, object?> row
            ? row.Where(p => p.Key is not (PropertyNames.PartitionKey or PropertyNames.RowKey or PropertyNames.Timestamp or PropertyNames.ETag))
                .Select(p => (p.Key, p.Value))
            : EntityType.Of(entity.GetType()).Properties.Where(p => p.Property.CanRead).Select(p => (p.Name, p.Property.GetValue(entity)));

    private static Dictionary<string, object?> Values(JsonElement json)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            bool isAnnotation = property.Name == "odata.metadata" || property.Name.EndsWith(PropertyNames.TypeSuffix, StringComparison.Ordinal);
            if (!isAnnotation)
            {
                values[property.Name] = PropertyValue.Read(property.Value, TypeOf(json, property.Name));
            }
        }

        return values;
    }

    // Timestamp is the one time that comes without its type.
    private static string? TypeOf(JsonElement json, string name)
        => name == PropertyNames.Timestamp ? "Edm.DateTime"
            : json.TryGetProperty(name + PropertyNames.TypeSuffix, out JsonElement type) ? type.GetString()
            : null;
}
