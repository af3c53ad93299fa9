namespace Azure.Data.Tables.Pipeline;

/// <summary>Parts a table's address into the account's endpoint (with its query) and the table's name.</summary>
internal static class TableAddress
{
    /// <exception cref="ArgumentException">The address names no table.</exception>
    public static string Table(Uri endpoint)
        => NameIn(endpoint) ?? throw new ArgumentException("The address names no table.", nameof(endpoint));

    public static Uri Account(Uri endpoint) => Without(endpoint, Table(endpoint));

    /// <summary>The same for an address that may or may not end with the table that is named beside it.</summary>
    public static Uri Account(Uri endpoint, string table) => NameIn(endpoint) == table ? Without(endpoint, table) : endpoint;

    private static string? NameIn(Uri endpoint)
    {
        string[] segments = endpoint.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.ElementAtOrDefault(TableService.IsPathStyle(endpoint) ? 1 : 0);
    }

    private static Uri Without(Uri endpoint, string table)
        => new UriBuilder(endpoint) { Path = endpoint.AbsolutePath.TrimEnd('/')[..^table.Length].TrimEnd('/') }.Uri;
}
