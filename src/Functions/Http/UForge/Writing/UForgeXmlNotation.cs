using System.Globalization;
using System.Text;
using System.Xml;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>
/// XML as UForge's clients need it: UTF-8 without a byte order mark, the root alone in the namespace and under the prefix <c>ns0</c>.
/// </summary>
internal sealed class UForgeXmlNotation(Stream buffer) : IUForgeNotation
{
    private readonly XmlWriter _writer = XmlWriter.Create(buffer, new XmlWriterSettings
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
        CheckCharacters = false,
    });

    public void StartRoot(string name, string? typeName)
    {
        _writer.WriteStartDocument();
        _writer.WriteStartElement(UForgeNames.Prefix, name, UForgeNames.Namespace);
        _writer.WriteAttributeString("xmlns", UForgeNames.SchemaInstancePrefix, null, UForgeNames.SchemaInstance);
        WriteType(typeName);
    }

    public void EndRoot() => _writer.WriteEndDocument();

    public void StartObject(string name, string? typeName)
    {
        _writer.WriteStartElement(name);
        WriteType(typeName);
    }

    public void EndObject() => _writer.WriteEndElement();

    public void StartList(string name, string itemName) => _writer.WriteStartElement(name);

    public void EndList() => _writer.WriteEndElement();

    public void StartItem(string itemName, string? typeName) => StartObject(itemName, typeName);

    public void EndItem() => _writer.WriteEndElement();

    public void TextItem(string itemName, string text) => Text(itemName, text);

    public void Text(string name, string text) => _writer.WriteElementString(name, Carriable(text));

    public void Flag(string name, bool value) => _writer.WriteElementString(name, XmlConvert.ToString(value));

    public void Number(string name, long value) => _writer.WriteElementString(name, value.ToString(CultureInfo.InvariantCulture));

    public void Flush() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    /// <summary>What XML cannot carry becomes U+FFFD: a clients' odd byte must not turn an answer into a failure.</summary>
    private static string Carriable(string text)
    {
        StringBuilder? carriable = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) continue;
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                i++;
                continue;
            }

            carriable ??= new StringBuilder(text);
            carriable[i] = '\uFFFD';
        }

        return carriable?.ToString() ?? text;
    }

    private void WriteType(string? typeName)
    {
        if (typeName is null) return;
        _writer.WriteAttributeString(
            UForgeNames.SchemaInstancePrefix, "type", UForgeNames.SchemaInstance, $"{UForgeNames.Prefix}:{typeName}");
    }
}
