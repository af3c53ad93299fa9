using System.Globalization;

namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>Writes objects and lists of UForge's wire, fields in the order of <see cref="UForgeSchema"/>.</summary>
public static class UForgeWriter
{
    /// <summary>A list's text is passed on whenever this many bytes stand in the buffer.</summary>
    private const int FlushThreshold = 16_384;

    /// <summary>Writes one object.</summary>
    /// <returns>The whole document in UTF-8.</returns>
    public static byte[] Write(UForgeObject root, UForgeFormat format)
    {
        using MemoryStream buffer = new();
        using (IUForgeNotation notation = Open(format, buffer))
        {
            string name = root.Type.RootName ?? throw new ArgumentException($"{root.Type.Name} is no root element.", nameof(root));
            notation.StartRoot(name, TypeNameOf(root));
            WriteFields(notation, root);
            notation.EndRoot();
            notation.Flush();
        }

        return buffer.ToArray();
    }

    /// <summary>Writes a list item by item: it takes the memory of its largest item, however many there are.</summary>
    /// <param name="output">Where to; only asynchronous writes are made.</param>
    /// <param name="list">The list.</param>
    /// <param name="format">How.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(Stream output, UForgeList list, UForgeFormat format, CancellationToken cancellationToken)
    {
        UForgeListType type = UForgeSchema.FindList(list.Root);
        using MemoryStream buffer = new();
        using IUForgeNotation notation = Open(format, buffer);
        notation.StartRoot(type.Root, null);
        if (list.Total is { } total) notation.Number("total", total);
        notation.StartList(type.Root, type.ItemName);
        await foreach (UForgeObject item in list.Items.WithCancellation(cancellationToken))
        {
            if (!item.Type.Is(type.ItemTypeName)) throw new ArgumentException($"{item.Type.Name} is no {type.ItemTypeName}.", nameof(list));
            notation.StartItem(type.ItemName, TypeNameOf(item));
            WriteFields(notation, item);
            notation.EndItem();
            notation.Flush();
            if (buffer.Length >= FlushThreshold) await DrainAsync(buffer, output, cancellationToken);
        }

        notation.EndList();
        notation.EndRoot();
        notation.Flush();
        await DrainAsync(buffer, output, cancellationToken);
    }

    /// <summary>A moment as both notations write it: UTC, milliseconds, <c>Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static IUForgeNotation Open(UForgeFormat format, Stream buffer) =>
        format is UForgeFormat.Json ? new UForgeJsonNotation(buffer) : new UForgeXmlNotation(buffer);

    private static async Task DrainAsync(MemoryStream buffer, Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
        buffer.SetLength(0);
    }

    private static string? TypeNameOf(UForgeObject value) => value.Type.CarriesType ? value.Type.Name : null;

    private static void WriteFields(IUForgeNotation notation, UForgeObject value)
    {
        foreach (UForgeField field in value.Type.Fields)
        {
            switch (value[field.Name])
            {
                case string text: notation.Text(field.Name, text); break;
                case bool flag: notation.Flag(field.Name, flag); break;
                case int number: notation.Number(field.Name, number); break;
                case long number: notation.Number(field.Name, number); break;
                case DateTimeOffset time: notation.Text(field.Name, Format(time)); break;
                case UForgeObject part:
                    notation.StartObject(field.Name, TypeNameOf(part));
                    WriteFields(notation, part);
                    notation.EndObject();
                    break;
                case IReadOnlyList<string> texts:
                    notation.StartList(field.Name, field.ItemName!);
                    foreach (string text in texts) notation.TextItem(field.ItemName!, text);
                    notation.EndList();
                    break;
                case IReadOnlyList<UForgeObject> parts:
                    notation.StartList(field.Name, field.ItemName!);
                    foreach (UForgeObject part in parts)
                    {
                        notation.StartItem(field.ItemName!, TypeNameOf(part));
                        WriteFields(notation, part);
                        notation.EndItem();
                    }

                    notation.EndList();
                    break;
            }
        }
    }
}
