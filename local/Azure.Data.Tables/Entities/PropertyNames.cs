namespace Azure.Data.Tables.Entities;

/// <summary>Properties that every row has, and what the service adds to them in its answers.</summary>
internal static class PropertyNames
{
    public const string PartitionKey = "PartitionKey";
    public const string RowKey = "RowKey";
    public const string Timestamp = "Timestamp";
    public const string ETag = "odata.etag";
    public const string TypeSuffix = "@odata.type";
}
