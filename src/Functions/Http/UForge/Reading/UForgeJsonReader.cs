using System.Text;
using System.Text.Json;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>
/// Reads JSON into the elements that XML would give. How UForge's JSON names a type is not documented: every spelling that a generator
/// could have chosen is accepted, with or without a prefix in the value. The root name as a wrapper is optional.
/// </summary>
internal static class UForgeJsonReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = UForgeBodyLimits.Depth };
    private static readonly HashSet<string> TypeNames = ["@type", "type", "xsi:type", "xsi.type", "@xsi.type", "@xsi:type"];

    public static UForgeElement Read(ReadOnlyMemory<byte> body, string rootName)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw UForgeRefusals.Malformed("The body is not a JSON object.");
            JsonElement content = Unwrap(document.RootElement, rootName);
            UForgeElement root = new(rootName, null);
            int count = 0;
            Fill(root, content, ref count);
            return root;
        }
        catch (JsonException exception)
        {
            // The parser's own message may quote the body, and with it a secret.
            throw UForgeRefusals.Malformed(
                $"The body is not JSON, or nests deeper than {UForgeBodyLimits.Depth} levels (line {exception.LineNumber + 1}).");
        }
        catch (Exception exception) when (exception is InvalidOperationException or DecoderFallbackException)
        {
            throw UForgeRefusals.Malformed("The body holds text that is not Unicode.");
        }
    }

    private static JsonElement Unwrap(JsonElement root, string rootName)
    {
        JsonProperty[] properties = [.. root.EnumerateObject()];
        return properties.Length == 1 && properties[0].NameEquals(rootName) && properties[0].Value.ValueKind == JsonValueKind.Object
            ? properties[0].Value
            : root;
    }

    private static void Fill(UForgeElement element, JsonElement value, ref int count)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject()) AddProperty(element, property, ref count);
                break;
            case JsonValueKind.String:
                element.Append(value.GetString()!);
                break;
            case JsonValueKind.Array:
                throw UForgeRefusals.Invalid(element.Path, "is a list of lists.");
            default:
                element.Append(value.GetRawText());
                break;
        }
    }

    private static void AddProperty(UForgeElement element, JsonProperty property, ref int count)
    {
        if (TypeNames.Contains(property.Name) && property.Value.ValueKind == JsonValueKind.String)
        {
            string hint = property.Value.GetString()!.Trim();
            element.Claim(hint[(hint.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        }

        if (property.Value.ValueKind != JsonValueKind.Array)
        {
            AddChild(element, property.Name, property.Value, ref count);
            return;
        }

        foreach (JsonElement item in property.Value.EnumerateArray()) AddChild(element, property.Name, item, ref count);
    }

    private static void AddChild(UForgeElement element, string name, JsonElement value, ref int count)
    {
        if (value.ValueKind == JsonValueKind.Null) return;
        if (++count > UForgeBodyLimits.Elements) throw UForgeBodyLimits.TooManyElements();
        Fill(element.Add(name), value, ref count);
    }
}
