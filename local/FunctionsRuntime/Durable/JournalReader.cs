using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Durable;

/// <summary>Reads a journal file back, and tells a torn tail from damage.</summary>
internal sealed class JournalReader(string file, bool repair, ILogger logger)
{
    /// <summary>Whether damaged records were skipped, so that the file must not be continued as it is.</summary>
    public bool Repaired { get; private set; }

    /// <summary>Applies all records in order.</summary>
    /// <returns>The length up to which the file is good.</returns>
    /// <exception cref="JournalCorruptedException">There is damage, and repair was not asked for.</exception>
    public long Read(Action<JournalRecord> apply)
    {
        byte[] bytes = File.ReadAllBytes(file);
        int offset = 0;
        while (offset < bytes.Length)
        {
            int length = JournalFrame.Measure(bytes.AsSpan(offset));
            if (length > 0)
            {
                Apply(bytes.AsMemory(offset, length), apply);
                offset += length;
                continue;
            }

            int next = JournalFrame.Find(bytes.AsSpan(offset + 1));
            if (next < 0)
            {
                logger.LogWarning(
                    "The journal {File} ends in a torn write: {Bytes} bytes from offset {Offset} on are cut.", file, bytes.Length - offset, offset);
                break;
            }

            if (!repair)
            {
                throw new JournalCorruptedException(file, offset);
            }

            logger.LogWarning("Repair of {File}: {Bytes} damaged bytes at offset {Offset} are skipped.", file, next + 1, offset);
            Repaired = true;
            offset += next + 1;
        }

        return offset;
    }

    private static void Apply(ReadOnlyMemory<byte> frame, Action<JournalRecord> apply)
    {
        ReadOnlySpan<byte> lines = frame.Span[JournalFrame.HeaderLength..];
        foreach (Range line in lines.Split((byte)'\n'))
        {
            if (!lines[line].IsEmpty)
            {
                apply(JsonSerializer.Deserialize(lines[line], EngineJson.Compact.JournalRecord)!);
            }
        }
    }
}
