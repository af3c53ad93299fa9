using Azure.Core;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Pipeline;
using Azure.Data.Tables.Queries;

namespace Azure.Data.Tables;

/// <summary>The table service of an account: its tables, and a client for each.</summary>
public class TableServiceClient
{
    private readonly TableService? _service;

    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        => _service = TableService.With(connectionString, options);

    /// <param name="endpoint">The account's address, with a shared access signature as its query.</param>
    /// <param name="options">Transport, retries, diagnostics.</param>
    public TableServiceClient(Uri endpoint, TableClientOptions? options = null) => _service = TableService.With(endpoint, options);

    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, null)
    {
    }

    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        => _service = TableService.With(endpoint, credential, options);

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
        => _service = TableService.With(endpoint, credential, options);

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        => _service = TableService.With(endpoint, tokenCredential, options);

    /// <summary>For test doubles.</summary>
    protected TableServiceClient()
    {
    }

    public virtual string AccountName => Service.AccountName;

    public virtual Uri Uri => Service.Endpoint;

    private TableService Service => _service ?? throw new InvalidOperationException("A test double without a service behind it.");

    /// <inheritdoc cref="TableClient.CreateQueryFilter(FormattableString)"/>
    public static string CreateQueryFilter(FormattableString filter) => FilterText.Of(filter);

    /// <summary>A client of a table, which need not be there yet; it shares this one's connections and credential.</summary>
    public virtual TableClient GetTableClient(string tableName) => new(Service, tableName);

    public virtual Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default)
        => TableRequests.CreateAsync(Service, tableName, Expected.Written, cancellationToken);

    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default)
        => TableRequests.CreateAsync(Service, tableName, Expected.WrittenOrThere, cancellationToken);

    /// <inheritdoc cref="TableClient.DeleteAsync"/>
    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default)
        => TableRequests.DeleteAsync(Service, tableName, cancellationToken);

    public virtual AsyncPageable<TableItem> QueryAsync(
        string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default)
        => new TablePages<TableItem>(
            (token, size, stop) => TableRequests.PageAsync(Service, filter, token, size, stop), maxPerPage, cancellationToken);
}
