using System.Xml;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>What a body may be at most. A publication of every known client is under 8 KiB, 6 levels and 100 elements.</summary>
internal static class UForgeBodyLimits
{
    public const int Bytes = 1 << 20;

    public const int Depth = 32;

    public const int Elements = 10_000;

    /// <summary>Of every kind, attributes too: as many elements with an end, blanks around them and a text or an attribute.</summary>
    public const int Nodes = 50_000;

    /// <summary>Longest name of a type in characters.</summary>
    public const int TypeLength = 255;

    /// <summary>Text that XML 1.0 cannot carry (NUL, most control characters, lone surrogates) could never be written back.</summary>
    public static bool IsCarriable(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) continue;
            if (i + 1 == text.Length || !XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) return false;
            i++;
        }

        return true;
    }

    public static RefusalException TooDeep() => UForgeRefusals.Malformed($"The body nests deeper than {Depth} levels.");

    public static RefusalException TooManyElements() => UForgeRefusals.Malformed($"The body has more than {Elements} elements.");

    public static RefusalException TooManyNodes() => UForgeRefusals.Malformed($"The body has more than {Nodes} parts: elements, attributes, texts, comments.");
}
