using System.Text.Json;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>
/// JSON in the one public sample's shape: the root's name as a wrapper, XML's names, native numbers and booleans, list wrappers kept with an
/// array under the item's name, nothing null. How UForge's JSON names a type is not documented; <c>@type</c> is this product's choice.
/// </summary>
internal sealed class UForgeJsonNotation(Stream buffer) : IUForgeNotation
{
    private readonly Utf8JsonWriter _writer = new(buffer);

    public void StartRoot(string name, string? typeName)
    {
        _writer.WriteStartObject();
        StartObject(name, typeName);
    }

    public void EndRoot()
    {
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    public void StartObject(string name, string? typeName)
    {
        _writer.WriteStartObject(name);
        WriteType(typeName);
    }

    public void EndObject() => _writer.WriteEndObject();

    public void StartList(string name, string itemName)
    {
        _writer.WriteStartObject(name);
        _writer.WriteStartArray(itemName);
    }

    public void EndList()
    {
        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }

    public void StartItem(string itemName, string? typeName)
    {
        _writer.WriteStartObject();
        WriteType(typeName);
    }

    public void EndItem() => _writer.WriteEndObject();

    public void TextItem(string itemName, string text) => _writer.WriteStringValue(text);

    public void Text(string name, string text) => _writer.WriteString(name, text);

    public void Flag(string name, bool value) => _writer.WriteBoolean(name, value);

    public void Number(string name, long value) => _writer.WriteNumber(name, value);

    public void Flush() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    private void WriteType(string? typeName)
    {
        if (typeName is not null) _writer.WriteString("@type", typeName);
    }
}
