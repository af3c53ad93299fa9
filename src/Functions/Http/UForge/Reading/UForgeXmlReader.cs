using System.Xml;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>
/// Reads XML into elements. Lenient where UForge's documentation is broken (the prefixes <c>xsi</c> and <c>ns0</c> need no declaration, a
/// type may be a child element), strict where a parser can be hurt: no DTD, no resolver, bounded depth and count.
/// </summary>
internal static class UForgeXmlReader
{
    public static UForgeElement Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using MemoryStream stream = new(body.ToArray(), writable: false);
            using XmlReader reader = Open(stream);
            return ReadTree(reader);
        }
        catch (XmlException exception)
        {
            // The parser's own message may quote the body, and with it a secret.
            throw UForgeRefusals.Malformed(
                $"The body is not well-formed XML, or has a DTD (line {exception.LineNumber}, position {exception.LinePosition}).");
        }
    }

    private static XmlReader Open(Stream stream)
    {
        NameTable names = new();
        XmlNamespaceManager namespaces = new(names);
        namespaces.AddNamespace(UForgeNames.SchemaInstancePrefix, UForgeNames.SchemaInstance);
        namespaces.AddNamespace(UForgeNames.Prefix, UForgeNames.Namespace);
        XmlReaderSettings settings = new()
        {
            NameTable = names,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = UForgeBodyLimits.Bytes,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        return XmlReader.Create(stream, settings, new XmlParserContext(names, namespaces, null, XmlSpace.None));
    }

    private static UForgeElement ReadTree(XmlReader reader)
    {
        UForgeElement? root = null;
        Stack<UForgeElement> open = new();
        int count = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.NamespaceURI == UForgeNames.SchemaInstance:
                    ReadSchemaInstanceElement(reader, open);
                    break;
                case XmlNodeType.Element:
                    if (open.Count == UForgeBodyLimits.Depth) throw UForgeBodyLimits.TooDeep();
                    if (++count > UForgeBodyLimits.Elements) throw UForgeBodyLimits.TooManyElements();
                    bool isEmpty = reader.IsEmptyElement;
                    UForgeElement element = ReadStart(reader, open);
                    root ??= element;
                    if (!isEmpty) open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace
                    when open.TryPeek(out UForgeElement? parent):
                    parent.Append(reader.Value);
                    break;
            }
        }

        return root ?? throw UForgeRefusals.Malformed("The body holds no element.");
    }

    private static UForgeElement ReadStart(XmlReader reader, Stack<UForgeElement> open)
    {
        UForgeElement element = open.TryPeek(out UForgeElement? parent)
            ? parent.Add(reader.LocalName)
            : new UForgeElement(reader.LocalName, null);
        if (reader.NamespaceURI.Length > 0 && reader.NamespaceURI != UForgeNames.Namespace)
        {
            throw UForgeRefusals.Invalid(element.Path, "stands in a namespace that is not UForge's.");
        }

        element.Claim(LocalTypeName(reader, reader.GetAttribute("type", UForgeNames.SchemaInstance)));
        return element;
    }

    /// <summary>
    /// UForge's printed examples turned the type attribute into an empty child element; others of this namespace mean nothing.
    /// </summary>
    private static void ReadSchemaInstanceElement(XmlReader reader, Stack<UForgeElement> open)
    {
        if (!open.TryPeek(out UForgeElement? parent)) throw UForgeRefusals.Malformed("The root element is not UForge's.");
        if (reader.IsEmptyElement) return;
        bool isType = reader.LocalName == "type";
        int depth = reader.Depth;
        string text = "";
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.Depth > UForgeBodyLimits.Depth) throw UForgeBodyLimits.TooDeep();
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) text += reader.Value;
        }

        if (isType) parent.Claim(LocalTypeName(reader, text));
    }

    private static string? LocalTypeName(XmlReader reader, string? qualifiedName)
    {
        string name = qualifiedName?.Trim() ?? "";
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        string? space = reader.LookupNamespace(colon < 0 ? "" : name[..colon]);
        return string.IsNullOrEmpty(space) && colon < 0 || space == UForgeNames.Namespace ? name[(colon + 1)..] : name;
    }
}
