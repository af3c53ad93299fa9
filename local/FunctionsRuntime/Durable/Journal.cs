using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace FunctionsRuntime.Durable;

/// <summary>
/// The append-only journal. Records are collected under <see cref="Gate"/> and committed in groups by one thread: a group is one
/// frame, written and synced before anyone is told. Whatever fails there ends the journal; nothing is acknowledged afterwards.
/// </summary>
internal sealed class Journal : IDisposable
{
    private const int SnapshotFrameLength = 1024 * 1024;

    private readonly JournalDirectory _directory;
    private readonly DurableEngineOptions _options;
    private readonly InstanceStore _store;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _work = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _writer;

    private SafeFileHandle _file;
    private long _length;
    private double _bytesPerUnit = 1;
    private JournalBuffer _pending = new();
    private JournalBuffer _writing = new();
    private List<Action<Exception?>> _waiting = [];
    private bool _committing;
    private bool _stopping;
    private Exception? _failure;

    /// <summary>Takes the folder's lock and reads the journal into <paramref name="store"/>.</summary>
    public Journal(DurableEngineOptions options, InstanceStore store, ILogger logger)
    {
        _options = options;
        _store = store;
        _logger = logger;
        _directory = new JournalDirectory(options.JournalDirectory);
        try
        {
            _directory.Recover(logger);
            _file = File.OpenHandle(_directory.Current, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            DirectorySync.Flush(Path.GetDirectoryName(_directory.Current)!);
            var reader = new JournalReader(_directory.Current, options.RepairCorruption, logger);
            _length = reader.Read(store.Apply);
            RandomAccess.SetLength(_file, _length);
            if (reader.Repaired)
            {
                File.Copy(_directory.Current, _directory.Current + ".damaged", overwrite: true);
                WriteSnapshot();
            }
        }
        catch
        {
            _file?.Dispose();
            _directory.Dispose();
            throw;
        }

        _writer = new Thread(Run) { IsBackground = true, Name = "durable journal" };
        _writer.Start();
    }

    public long Length => Volatile.Read(ref _length);

    /// <summary>Guards the store and the order of records.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Ends with the journal: well when it is disposed, with the error when writing failed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Applies and appends a record. The caller holds the gate.</summary>
    /// <param name="record">The change.</param>
    /// <param name="committed">Called once, in the order of the records: with null when it is on the disk, else with the error.</param>
    public void Append(JournalRecord record, Action<Exception?> committed)
    {
        if (_failure is not null || _stopping)
        {
            throw new InvalidOperationException("The journal has ended; nothing more is accepted.", _failure);
        }

        _pending.Add(record);
        _store.Apply(record);
        _waiting.Add(committed);
        _work.Set();
    }

    /// <summary>Waits until all that has been appended is on the disk.</summary>
    public Task CommitAsync()
    {
        lock (Gate)
        {
            if (_failure is not null)
            {
                return Task.FromException(_failure);
            }

            if (_pending.IsEmpty && !_committing)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(done.End);
            _work.Set();
            return done.Task;
        }
    }

    /// <summary>Commits what is pending, unless the journal has failed, and gives the folder free.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
        }

        _work.Set();
        _writer.Join();
        _file.Dispose();
        _directory.Dispose();
        _work.Dispose();
        _pending.Dispose();
        _writing.Dispose();
        _ended.TrySetResult();
    }

    private void Run()
    {
        bool more = true;
        while (more)
        {
            _work.WaitOne();
            List<Action<Exception?>> waiting;
            lock (Gate)
            {
                more = !_stopping;
                (waiting, _waiting) = (_waiting, []);
                (_writing, _pending) = (_pending, _writing);
                _committing = true;
            }

            try
            {
                Commit(waiting);
            }
            catch (Exception e)
            {
                Fail(e, waiting);
                return;
            }
        }
    }

    private void Commit(List<Action<Exception?>> waiting)
    {
        if (!_writing.IsEmpty)
        {
            Reached(PersistencePoint.BatchWriting);
            RandomAccess.Write(_file, _writing.Seal(), _length);
            Reached(PersistencePoint.BatchWritten);
            RandomAccess.FlushToDisk(_file);
            _length += _writing.Length;
            _writing.Clear();
            Reached(PersistencePoint.BatchSynced);
        }

        lock (Gate)
        {
            _committing = false;
        }

        waiting.ForEach(w => w(null));
        if (_length > _options.CompactionThreshold && _length > 2 * _store.Size * _bytesPerUnit)
        {
            Compact();
        }
    }

    private void Compact()
    {
        List<Action<Exception?>> waiting;
        long before = _length;
        lock (Gate)
        {
            Reached(PersistencePoint.SnapshotWriting);
            WriteSnapshot();

            // What was pending is part of the snapshot.
            _pending.Clear();
            (waiting, _waiting) = (_waiting, []);
        }

        _logger.LogInformation("Compacted the journal from {Before} to {After} bytes.", before, _length);
        waiting.ForEach(w => w(null));
    }

    private void WriteSnapshot()
    {
        SafeFileHandle file = File.OpenHandle(_directory.Temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        long length = 0;
        using (var frame = new JournalBuffer())
        {
            foreach (InstanceState state in _store.All)
            {
                frame.Add(new SnapshotRecord(state));
                if (frame.Length >= SnapshotFrameLength)
                {
                    Write(frame);
                }
            }

            if (!frame.IsEmpty)
            {
                Write(frame);
            }
        }

        RandomAccess.FlushToDisk(file);
        Reached(PersistencePoint.SnapshotSynced);
        string old = _directory.Switch();
        _file.Dispose();
        (_file, _length) = (file, length);
        _bytesPerUnit = Math.Max(1, (double)length / Math.Max(1, _store.Size));
        Reached(PersistencePoint.SnapshotSwitched);
        File.Delete(old);

        void Write(JournalBuffer frame)
        {
            RandomAccess.Write(file, frame.Seal(), length);
            length += frame.Length;
            frame.Clear();
        }
    }

    private void Fail(Exception e, List<Action<Exception?>> waiting)
    {
        lock (Gate)
        {
            _failure = e;
            waiting.AddRange(_waiting);
            _waiting = [];
        }

        _logger.LogCritical(e, "The journal can't be written; the engine stops.");
        waiting.ForEach(w => w(e));
        _ended.TrySetException(e);
    }

    private void Reached(PersistencePoint point) => _options.Hook?.Reached(point);
}
