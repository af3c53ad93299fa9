namespace Azure.Data.Tables;

/// <summary>Whether properties that the entity does not name are kept (merge) or removed (replace).</summary>
public enum TableUpdateMode
{
    Merge = 0,
    Replace = 1,
}
