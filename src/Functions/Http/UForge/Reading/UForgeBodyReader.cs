using System.Net.Http.Headers;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>Reads a request body of UForge's wire into a tree of elements.</summary>
public static class UForgeBodyReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Reads the body. A missing or form-urlencoded content type (what curl sends when none is given, as in UForge's printed examples) is
    /// decided by the first byte.
    /// </summary>
    /// <param name="body">The request's body; at most 1 MiB of it is read.</param>
    /// <param name="contentType">
    /// The Content-Type header, null when there is none. The encoding is the document's own, not the header's charset.
    /// </param>
    /// <param name="rootName">The root element that the resource takes, for example <c>publishImage</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RefusalException">400 for what cannot be read, 413 above 1 MiB, 415 for another media type.</exception>
    public static async Task<UForgeElement> ReadAsync(
        Stream body, string? contentType, string rootName, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bytes = await ReadBytesAsync(body, cancellationToken);
        if (bytes.Span.StartsWith(ByteOrderMark)) bytes = bytes[ByteOrderMark.Length..];
        bool isXml = IsXml(contentType, bytes.Span);
        if (bytes.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0) throw UForgeRefusals.Malformed($"The body is empty: a {rootName} is expected.");
        UForgeElement root = isXml ? UForgeXmlReader.Read(bytes) : UForgeJsonReader.Read(bytes, rootName);
        if (root.Name != rootName) throw UForgeRefusals.Invalid(rootName, "is expected as the root element.");
        RefuseUncarriableText(root);
        return root;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(Stream body, CancellationToken cancellationToken)
    {
        using MemoryStream buffer = new();
        byte[] chunk = new byte[16_384];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > UForgeBodyLimits.Bytes) throw UForgeRefusals.TooLarge(UForgeBodyLimits.Bytes);
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static bool IsXml(string? contentType, ReadOnlySpan<byte> body)
    {
        if (!string.IsNullOrWhiteSpace(contentType))
        {
            string? mediaType = MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? header) ? header.MediaType : null;
            switch (mediaType?.ToUpperInvariant())
            {
                case "APPLICATION/XML" or "TEXT/XML": return true;
                case "APPLICATION/JSON" or "TEXT/JSON": return false;
                case "APPLICATION/X-WWW-FORM-URLENCODED": break;
                default: throw UForgeRefusals.UnsupportedMediaType();
            }
        }

        int first = body.IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0) throw UForgeRefusals.Malformed("The body is empty.");
        return body[first] switch
        {
            (byte)'<' => true,
            (byte)'{' => false,
            _ => throw UForgeRefusals.UnsupportedMediaType(),
        };
    }

    private static void RefuseUncarriableText(UForgeElement element)
    {
        if (element.Text is { } text && !UForgeBodyLimits.IsCarriable(text))
        {
            throw UForgeRefusals.Invalid(element.Path, "holds a character that XML does not allow.");
        }

        foreach (UForgeElement child in element.Children) RefuseUncarriableText(child);
    }
}
