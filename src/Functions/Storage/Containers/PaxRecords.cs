using System.Globalization;
using System.Text;

namespace ImagePublishFunctions.Storage.Containers;

/// <summary>The records of a pax extended header that matter here (POSIX.1-2001, pax): lines of length, blank, key, <c>=</c>, value.</summary>
/// <param name="Name">Replaces the next header's name.</param>
/// <param name="Link">Replaces its link target.</param>
/// <param name="Size">Replaces its size.</param>
internal sealed record PaxRecords(string? Name = null, string? Link = null, long? Size = null)
{
    /// <summary>Reads the records; null where they are broken or describe a sparse file.</summary>
    public static PaxRecords? Read(ReadOnlySpan<byte> content)
    {
        var records = new PaxRecords();
        while (!content.IsEmpty)
        {
            int blank = content.IndexOf((byte)' ');
            if (blank < 1 || !int.TryParse(content[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out int length)
                || length <= blank + 1 || length > content.Length)
            {
                return null;
            }

            ReadOnlySpan<byte> record = content[(blank + 1)..length].TrimEnd((byte)'\n');
            int equals = record.IndexOf((byte)'=');
            if (equals < 1) return null;
            string key = Encoding.UTF8.GetString(record[..equals]);
            string value = Encoding.UTF8.GetString(record[(equals + 1)..]);
            if (key.StartsWith("GNU.sparse.", StringComparison.Ordinal)) return null;
            records = key switch
            {
                "path" => records with { Name = value },
                "linkpath" => records with { Link = value },
                "size" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? records with { Size = size } : null,
                _ => records,
            };
            if (records is null) return null;
            content = content[length..];
        }

        return records;
    }
}
