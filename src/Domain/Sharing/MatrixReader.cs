using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace ImagePublishFunctions.Domain.Sharing;

/// <summary>
/// Reads the pairs of a matrix line by line, UTF-8: JSON lines (<c>{"image":"…","project":"…"}</c>) when the first line begins with a
/// brace, else CSV (<c>image,project</c>) with or without that heading. Ids need no quotes in CSV; quoted ones are understood
/// (RFC 4180). Empty lines are passed over.
/// </summary>
public static class MatrixReader
{
    /// <summary>Longest line in characters: two ids with room for JSON around them.</summary>
    private const int LongestLine = 2048;

    /// <summary>The pairs in the order of their lines; the same pair may come more than once.</summary>
    /// <exception cref="MatrixFormatException">A line is no pair, is too long, or there are more than <see cref="ShareRules.MaximumPairs"/>.</exception>
    public static async IAsyncEnumerable<SharePair> ReadAsync(Stream content, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: false), detectEncodingFromByteOrderMarks: true);
        bool? isJson = null;
        int pairs = 0;
        await foreach ((int number, string text) in LinesAsync(reader, cancellationToken))
        {
            bool isFirst = isJson is null;
            isJson ??= text[0] == '{';
            if (isFirst && text.Replace(" ", "", StringComparison.Ordinal).Equals("image,project", StringComparison.OrdinalIgnoreCase)) continue;
            if (++pairs > ShareRules.MaximumPairs) throw new MatrixFormatException(number, $"a matrix has at most {ShareRules.MaximumPairs} pairs");
            yield return isJson.Value ? FromJson(number, text) : FromCsv(number, text);
        }
    }

    /// <summary>The lines with something on them. Read by blocks, so that an endless line is refused before it fills the memory.</summary>
    private static async IAsyncEnumerable<(int Number, string Text)> LinesAsync(
        StreamReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new char[16 * 1024];
        var line = new StringBuilder();
        int number = 1;
        int count;
        while ((count = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                if (buffer[i] != '\n')
                {
                    if (line.Length == LongestLine) throw new MatrixFormatException(number, $"it is longer than {LongestLine} characters");
                    line.Append(buffer[i]);
                    continue;
                }

                if (line.ToString().Trim() is { Length: > 0 } text) yield return (number, text);
                line.Clear();
                number++;
            }
        }

        if (line.ToString().Trim() is { Length: > 0 } last) yield return (number, last);
    }

    private static SharePair FromJson(int number, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 2 });
            return Checked(number, Member(document.RootElement, "image"), Member(document.RootElement, "project"));
        }
        catch (JsonException)
        {
            throw new MatrixFormatException(number, "it is not a JSON object");
        }
    }

    private static string? Member(JsonElement line, string name) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>An image's id holds no comma, so the first one parts the fields.</summary>
    private static SharePair FromCsv(int number, string text)
    {
        int comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || Unquoted(text[(comma + 1)..]) is not { } project)
            throw new MatrixFormatException(number, "it must have two fields, image and project, with a comma between them");
        return Checked(number, Unquoted(text[..comma]), project);
    }

    private static string? Unquoted(string field)
    {
        field = field.Trim();
        if (field is ['"', .. var inner, '"']) return inner.Replace("\"\"", "\"", StringComparison.Ordinal);
        return field.Contains(',', StringComparison.Ordinal) ? null : field;
    }

    private static SharePair Checked(int number, string? image, string? project)
    {
        if (image is null) throw new MatrixFormatException(number, "image is missing");
        if (project is null) throw new MatrixFormatException(number, "project is missing");
        if (ShareRules.WhyNotImage(image) is { } notImage) throw new MatrixFormatException(number, "image " + notImage);
        if (ShareRules.WhyNotProject(project) is { } notProject) throw new MatrixFormatException(number, "project " + notProject);
        return new SharePair(image, project);
    }
}
