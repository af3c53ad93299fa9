using System.Text;
using System.Xml;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>
/// Reads XML into elements. Lenient where UForge's documentation is broken (the prefixes <c>xsi</c> and <c>ns0</c> need no declaration, a
/// type may be a child element), strict where a parser can be hurt: no DTD, no resolver, bounded depth and count of nodes of every kind.
/// </summary>
internal sealed class UForgeXmlReader
{
    private readonly XmlReader _reader;
    private int _nodes;
    private int _elements;

    private UForgeXmlReader(XmlReader reader) => _reader = reader;

    public static UForgeElement Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using MemoryStream stream = new(body.ToArray(), writable: false);
            using XmlReader reader = Open(stream);
            return new UForgeXmlReader(reader).ReadTree();
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
        };
        return XmlReader.Create(stream, settings, new XmlParserContext(names, namespaces, null, XmlSpace.None));
    }

    /// <summary>
    /// Moves on: the one place that does, so that nothing goes uncounted. Comments and instructions mean nothing, but cost as much as others.
    /// </summary>
    private bool Next()
    {
        if (!_reader.Read()) return false;
        _nodes += 1 + _reader.AttributeCount;
        if (_nodes > UForgeBodyLimits.Nodes) throw UForgeBodyLimits.TooManyNodes();
        if (_reader.NodeType != XmlNodeType.Element) return true;
        if (_reader.Depth >= UForgeBodyLimits.Depth) throw UForgeBodyLimits.TooDeep();
        if (++_elements > UForgeBodyLimits.Elements) throw UForgeBodyLimits.TooManyElements();
        return true;
    }

    private UForgeElement ReadTree()
    {
        UForgeElement? root = null;
        Stack<UForgeElement> open = new();
        while (Next())
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element when _reader.NamespaceURI == UForgeNames.SchemaInstance:
                    ReadSchemaInstanceElement(open);
                    break;
                case XmlNodeType.Element:
                    bool isEmpty = _reader.IsEmptyElement;
                    UForgeElement element = ReadStart(open);
                    root ??= element;
                    if (!isEmpty) open.Push(element);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace
                    when open.TryPeek(out UForgeElement? parent):
                    parent.Append(_reader.Value);
                    break;
            }
        }

        return root ?? throw UForgeRefusals.Malformed("The body holds no element.");
    }

    private UForgeElement ReadStart(Stack<UForgeElement> open)
    {
        UForgeElement element = open.TryPeek(out UForgeElement? parent)
            ? parent.Add(_reader.LocalName)
            : new UForgeElement(_reader.LocalName, null);
        if (_reader.NamespaceURI.Length > 0 && _reader.NamespaceURI != UForgeNames.Namespace)
        {
            throw UForgeRefusals.Invalid(element.Path, "stands in a namespace that is not UForge's.");
        }

        element.Claim(LocalTypeName(_reader.GetAttribute("type", UForgeNames.SchemaInstance)));
        return element;
    }

    /// <summary>
    /// UForge's printed examples turned the type attribute into an empty child element; others of this namespace mean nothing.
    /// </summary>
    private void ReadSchemaInstanceElement(Stack<UForgeElement> open)
    {
        if (!open.TryPeek(out UForgeElement? parent)) throw UForgeRefusals.Malformed("The root element is not UForge's.");
        if (_reader.IsEmptyElement) return;
        bool isType = _reader.LocalName == "type";
        int depth = _reader.Depth;
        StringBuilder text = new();
        while (Next() && _reader.Depth > depth)
        {
            if (_reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA) text.Append(_reader.Value);
        }

        if (isType) parent.Claim(LocalTypeName(text.ToString()));
    }

    private string? LocalTypeName(string? qualifiedName)
    {
        string name = qualifiedName?.Trim() ?? "";
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        string? space = _reader.LookupNamespace(colon < 0 ? "" : name[..colon]);
        return string.IsNullOrEmpty(space) && colon < 0 || space == UForgeNames.Namespace ? name[(colon + 1)..] : name;
    }
}
