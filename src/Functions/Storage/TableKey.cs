using System.Globalization;
using System.Text;
using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Writes paths and names as table keys, which may hold no <c>/ \ # ?</c> and no control characters. Digits and ASCII letters stay; any
/// other byte of the UTF-8 text becomes two hexadecimal digits behind a mark. The mark tells the gap of ASCII that the byte lies in and is
/// of that gap itself, so keys sort as the texts' bytes do, the key of a prefix is a prefix of the key, and no two texts share one.
/// No key holds a quote, so keys can be written into filters as they are.
/// </summary>
public static class TableKey
{
    private const char BelowDigits = '!';
    private const char BelowCapitals = '=';
    private const char BelowSmallLetters = '_';
    private const char AboveSmallLetters = '~';

    /// <summary>The partition of all that belongs to a user.</summary>
    public static string Partition(string login) => Encode(login);

    /// <summary>The row of a resource.</summary>
    public static string Row(ResourcePath path) => Encode(path.Text);

    /// <summary>An OData filter for a user's rows.</summary>
    public static string PartitionFilter(string login) => $"PartitionKey eq '{Partition(login)}'";

    /// <summary>An OData filter for the rows of all that stands below a resource, itself excluded.</summary>
    public static string BelowFilter(ResourcePath path)
    {
        string first = Encode(path.Text + "/");
        string end = first[..^1] + (char)(first[^1] + 1);
        return $"{PartitionFilter(path.Login)} and RowKey ge '{first}' and RowKey lt '{end}'";
    }

    /// <summary>Any text as a key. Half a surrogate pair, which is no text, is kept as U+FFFD.</summary>
    public static string Encode(string text)
    {
        var key = new StringBuilder(text.Length + 16);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)b)) key.Append((char)b);
            else key.Append(Mark(b)).Append(CultureInfo.InvariantCulture, $"{b:X2}");
        }

        return key.ToString();
    }

    /// <summary>The text of a key that <see cref="Encode"/> made.</summary>
    public static string Decode(string key)
    {
        var bytes = new List<byte>(key.Length);
        for (int i = 0; i < key.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(key[i])) bytes.Add((byte)key[i]);
            else
            {
                bytes.Add(byte.Parse(key.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static char Mark(byte b) => b switch
    {
        < (byte)'0' => BelowDigits,
        < (byte)'A' => BelowCapitals,
        < (byte)'a' => BelowSmallLetters,
        _ => AboveSmallLetters,
    };
}
