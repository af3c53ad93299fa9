using System.Collections;
using Azure.Data.Tables.Entities;

namespace Azure.Data.Tables;

/// <summary>A row without a class of its own: a dictionary of its properties, keys and system properties included.</summary>
public sealed class TableEntity : ITableEntity, IDictionary<string, object?>
{
    private readonly Dictionary<string, object?> _properties;

    public TableEntity()
        : this(new Dictionary<string, object?>(StringComparer.Ordinal))
    {
    }

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public TableEntity(IDictionary<string, object?> values) => _properties = new(values, StringComparer.Ordinal);

    public string PartitionKey
    {
        get => GetString(PropertyNames.PartitionKey)!;
        set => _properties[PropertyNames.PartitionKey] = value;
    }

    public string RowKey
    {
        get => GetString(PropertyNames.RowKey)!;
        set => _properties[PropertyNames.RowKey] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(PropertyNames.Timestamp);
        set => _properties[PropertyNames.Timestamp] = value;
    }

    public ETag ETag
    {
        get => GetString(PropertyNames.ETag) is { } tag ? new ETag(tag) : default;
        set => _properties[PropertyNames.ETag] = value.ToString();
    }

    public int Count => _properties.Count;

    public ICollection<string> Keys => _properties.Keys;

    ICollection<object?> IDictionary<string, object?>.Values => _properties.Values;

    bool ICollection<KeyValuePair<string, object?>>.IsReadOnly => false;

    /// <summary>
    /// The property's value, null where there is none. A value keeps its type; only an int may take the place of a long or a
    /// double, and a long or a double that of an int.
    /// </summary>
    /// <exception cref="InvalidOperationException">The value set is of another type than the one that the property has.</exception>
    public object? this[string key]
    {
        get => _properties.GetValueOrDefault(key);
        set => _properties[key] = (this[key], value) switch
        {
            (null, _) or (_, null) => value,
            ({ } present, _) when present.GetType() == value.GetType() => value,
            (long, int number) => (long)number,
            (double, int number) => (double)number,
            (int, long or double) => value,
            var (present, _) => throw new InvalidOperationException(
                $"Property {key} is a {present.GetType()}, which a {value.GetType()} can't replace."),
        };
    }

    /// <exception cref="InvalidOperationException">The property is of another type.</exception>
    public string? GetString(string key) => As<string>(key);

    /// <inheritdoc cref="GetString"/>
    public byte[]? GetBinary(string key) => this[key] is BinaryData data ? data.ToArray() : As<byte[]>(key);

    /// <inheritdoc cref="GetString"/>
    public BinaryData? GetBinaryData(string key) => this[key] is byte[] bytes ? BinaryData.FromBytes(bytes) : As<BinaryData>(key);

    /// <inheritdoc cref="GetString"/>
    public bool? GetBoolean(string key) => As<bool?>(key);

    /// <inheritdoc cref="GetString"/>
    public double? GetDouble(string key) => As<double?>(key);

    /// <inheritdoc cref="GetString"/>
    public Guid? GetGuid(string key) => As<Guid?>(key);

    /// <inheritdoc cref="GetString"/>
    public int? GetInt32(string key) => As<int?>(key);

    /// <inheritdoc cref="GetString"/>
    public long? GetInt64(string key) => As<long?>(key);

    /// <inheritdoc cref="GetString"/>
    public DateTime? GetDateTime(string key) => this[key] is DateTimeOffset time ? time.UtcDateTime : As<DateTime?>(key);

    /// <inheritdoc cref="GetString"/>
    public DateTimeOffset? GetDateTimeOffset(string key)
        => this[key] is DateTime time ? new DateTimeOffset(time) : As<DateTimeOffset?>(key);

    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    public void Add(string key, object? value) => _properties.Add(key, value);

    public bool Remove(string key) => _properties.Remove(key);

    public bool TryGetValue(string key, out object? value) => _properties.TryGetValue(key, out value);

    public void Clear() => _properties.Clear();

    void ICollection<KeyValuePair<string, object?>>.Add(KeyValuePair<string, object?> item) => Add(item.Key, item.Value);

    bool ICollection<KeyValuePair<string, object?>>.Contains(KeyValuePair<string, object?> item) => _properties.Contains(item);

    void ICollection<KeyValuePair<string, object?>>.CopyTo(KeyValuePair<string, object?>[] array, int arrayIndex)
        => ((ICollection<KeyValuePair<string, object?>>)_properties).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object?>>.Remove(KeyValuePair<string, object?> item)
        => ((ICollection<KeyValuePair<string, object?>>)_properties).Remove(item);

    IEnumerator<KeyValuePair<string, object?>> IEnumerable<KeyValuePair<string, object?>>.GetEnumerator() => _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    private T? As<T>(string key) => this[key] switch
    {
        null => default,
        T value => value,
        var other => throw new InvalidOperationException($"Property {key} is a {other.GetType()}, not a {typeof(T)}."),
    };
}
