namespace FunctionsRuntime.Durable;

/// <summary>A bad record is followed by good ones: not a torn write, but damage. Nothing was changed.</summary>
public sealed class JournalCorruptedException(string file, long offset)
    : Exception($"The journal '{file}' is damaged at offset {offset}: a bad record is followed by good ones. "
        + "Restore it from a copy, or start once with repair to skip what is damaged.")
{
    public string File { get; } = file;

    /// <summary>Bytes from the file's beginning to the bad record.</summary>
    public long Offset { get; } = offset;
}
