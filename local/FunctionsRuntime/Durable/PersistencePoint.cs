namespace FunctionsRuntime.Durable;

/// <summary>The moments between which a crash can fall, in the order in which they come.</summary>
public enum PersistencePoint
{
    /// <summary>A batch of records is about to be written.</summary>
    BatchWriting,

    /// <summary>The batch is in the file, but not yet on the disk.</summary>
    BatchWritten,

    /// <summary>The batch is on the disk; nobody has been told.</summary>
    BatchSynced,

    /// <summary>A snapshot is about to be written to a file of its own.</summary>
    SnapshotWriting,

    /// <summary>The snapshot is on the disk, under a temporary name.</summary>
    SnapshotSynced,

    /// <summary>The snapshot is the journal now; the one before still exists.</summary>
    SnapshotSwitched,
}
