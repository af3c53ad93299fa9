using System.Globalization;
using System.Text;

namespace Azure.Data.Tables.Queries;

/// <summary>Values as the service's filters spell them: quoted, escaped and with the prefix of their type.</summary>
internal static class FilterText
{
    /// <summary>The format with every argument as a literal.</summary>
    public static string Of(FormattableString filter)
        => string.Format(CultureInfo.InvariantCulture, filter.Format, [.. filter.GetArguments().Select(Literal)]);

    /// <exception cref="ArgumentException">A filter has no literal of this type.</exception>
    public static string Literal(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string or char or StringBuilder => Quoted(value.ToString()!),
        Enum member => Quoted(member.ToString()),
        long or ulong => Number(value) + "L",
        sbyte or byte or short or ushort or int or uint or float or double or decimal => Number(value),
        Guid id => $"guid'{id}'",
        DateTimeOffset time => Time(time.UtcDateTime),
        DateTime time => Time(time.ToUniversalTime()),
        byte[] bytes => $"X'{Convert.ToHexStringLower(bytes)}'",
        BinaryData data => $"X'{Convert.ToHexStringLower(data.ToMemory().Span)}'",
        _ => throw new ArgumentException($"A filter has no literal for a {value.GetType()}."),
    };

    /// <summary>A quote inside of text is doubled.</summary>
    public static string Escaped(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    private static string Quoted(string text) => $"'{Escaped(text)}'";

    private static string Number(object value) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);

    private static string Time(DateTime utc) => $"datetime'{utc.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)}'";
}
