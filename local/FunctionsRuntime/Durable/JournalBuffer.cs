using System.Buffers;
using System.Text.Json;

namespace FunctionsRuntime.Durable;

/// <summary>Collects records until they are sealed into one frame.</summary>
internal sealed class JournalBuffer : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    public JournalBuffer()
    {
        _json = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = EngineJson.Compact.Options.Encoder });
        Clear();
    }

    public bool IsEmpty => Length == JournalFrame.HeaderLength;

    public int Length => _bytes.WrittenCount;

    public void Add(JournalRecord record)
    {
        JsonSerializer.Serialize(_json, record, EngineJson.Compact.JournalRecord);
        _json.Flush();
        _json.Reset();
        _bytes.Write("\n"u8);
    }

    /// <summary>The finished frame; valid until the buffer is cleared.</summary>
    public ReadOnlySpan<byte> Seal()
    {
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(_bytes.WrittenMemory, out ArraySegment<byte> frame);
        JournalFrame.Seal(frame);
        return frame;
    }

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _bytes.GetSpan(JournalFrame.HeaderLength);
        _bytes.Advance(JournalFrame.HeaderLength);
    }

    public void Dispose() => _json.Dispose();
}
