using System.Globalization;
using Microsoft.Extensions.Logging;

namespace FunctionsRuntime.Durable;

/// <summary>The journal's folder: a lock, one current file, and at most the remains of an interrupted compaction.</summary>
internal sealed class JournalDirectory : IDisposable
{
    private const string Extension = ".journal";

    private readonly string _path;
    private readonly FileStream _lock;

    private long _number;

    public JournalDirectory(string path)
    {
        _path = Directory.CreateDirectory(path).FullName;
        try
        {
            _lock = new FileStream(Path.Combine(_path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"Another engine uses the journal folder '{_path}'.", e);
        }
    }

    public string Current => FileOf(_number);

    /// <summary>Where the next snapshot is written before it becomes the journal.</summary>
    public string Temporary => Path.Combine(_path, "snapshot.tmp");

    /// <summary>Finds the newest file, which is complete since it got its name after its fsync, and removes what is left of older ones.</summary>
    public void Recover(ILogger logger)
    {
        File.Delete(Temporary);
        long[] numbers = [.. Directory.EnumerateFiles(_path, "*" + Extension)
            .Select(f => long.Parse(Path.GetFileNameWithoutExtension(f), CultureInfo.InvariantCulture)).Order()];
        if (numbers.Length == 0)
        {
            return;
        }

        _number = numbers[^1];
        foreach (long old in numbers[..^1])
        {
            logger.LogInformation("Removing {File}, which a snapshot has replaced.", FileOf(old));
            File.Delete(FileOf(old));
        }
    }

    /// <summary>Gives the synced temporary file the next number, which makes it the journal.</summary>
    /// <returns>The file that is thereby out of use.</returns>
    public string Switch()
    {
        string old = Current;
        _number++;
        File.Move(Temporary, Current, overwrite: true);
        DirectorySync.Flush(_path);
        return old;
    }

    public void Dispose() => _lock.Dispose();

    private string FileOf(long number) => Path.Combine(_path, number.ToString("D8", CultureInfo.InvariantCulture) + Extension);
}
