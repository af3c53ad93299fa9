namespace Azure.Data.Tables;

/// <summary>What every row has: its two keys, the time the service wrote it last, and its version.</summary>
public interface ITableEntity
{
    string PartitionKey { get; set; }

    string RowKey { get; set; }

    /// <summary>Set by the service; never sent.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The version of the row as it was read; never sent as a property.</summary>
    ETag ETag { get; set; }
}
