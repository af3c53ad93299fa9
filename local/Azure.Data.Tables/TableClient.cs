using System.Linq.Expressions;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Pipeline;
using Azure.Data.Tables.Queries;
using Azure.Data.Tables.Transactions;

namespace Azure.Data.Tables;

/// <summary>
/// One table of an account. Every method throws <see cref="RequestFailedException"/> with the service's status and code
/// (<see cref="TableErrorCode"/>) for what it refuses, after the retries that the options allow.
/// </summary>
public class TableClient
{
    private readonly TableService? _service;

    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableService.With(connectionString, options), tableName)
    {
    }

    /// <param name="endpoint">The table's own address, with a shared access signature as its query.</param>
    /// <param name="options">Transport, retries, diagnostics.</param>
    public TableClient(Uri endpoint, TableClientOptions? options = null)
        : this(TableService.With(TableAddress.Account(endpoint), options), TableAddress.Table(endpoint))
    {
    }

    /// <param name="endpoint">The table's own address.</param>
    /// <param name="credential">The shared access signature.</param>
    /// <param name="options">Transport, retries, diagnostics.</param>
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(TableService.With(TableAddress.Account(endpoint), credential, options), TableAddress.Table(endpoint))
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableService.With(TableAddress.Account(endpoint, tableName), credential, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableService.With(TableAddress.Account(endpoint, tableName), tokenCredential, options), tableName)
    {
    }

    /// <summary>For test doubles.</summary>
    protected TableClient() => Name = "";

    internal TableClient(TableService service, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _service = service;
        Name = tableName;
    }

    public virtual string AccountName => Service.AccountName;

    public virtual string Name { get; }

    public virtual Uri Uri => new($"{Service.Endpoint.AbsoluteUri.TrimEnd('/')}/{Name}");

    private TableService Service => _service ?? throw new InvalidOperationException("A test double without a service behind it.");

    /// <summary>A filter whose values are quoted and escaped: <c>CreateQueryFilter($"PartitionKey eq {key}")</c>.</summary>
    public static string CreateQueryFilter(FormattableString filter) => FilterText.Of(filter);

    /// <inheritdoc cref="CreateQueryFilter(FormattableString)"/>
    /// <exception cref="NotSupportedException">The service can't evaluate such a condition.</exception>
    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => FilterExpression.Of(filter);

    public virtual Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default)
        => TableRequests.CreateAsync(Service, Name, Expected.Written, cancellationToken);

    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
        => TableRequests.CreateAsync(Service, Name, Expected.WrittenOrThere, cancellationToken);

    /// <summary>Deletes the table; one that is not there is no error, its answer has status 404.</summary>
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
        => TableRequests.DeleteAsync(Service, Name, cancellationToken);

    public virtual async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        using HttpMessage message = EntityRequests.Get(Service, Name, partitionKey, rowKey, select, Expected.Ok);
        Response response = await Service.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return Response.FromValue(EntityIn<T>(response), response);
    }

    /// <summary>The entity, or an answer without a value (status 404).</summary>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        using HttpMessage message = EntityRequests.Get(Service, Name, partitionKey, rowKey, select, Expected.OkOrAbsent);
        Response response = await Service.SendAsync(message, cancellationToken).ConfigureAwait(false);
        return response.Status == 404 ? new NoValueResponse<T>(response) : Response.FromValue(EntityIn<T>(response), response);
    }

    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity
        => SendAsync(EntityRequests.Add(Service, Name, entity), cancellationToken);

    public virtual Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
        => SendAsync(EntityRequests.Write(Service, Name, entity, mode, ifMatch: null), cancellationToken);

    /// <param name="entity">The entity.</param>
    /// <param name="ifMatch">The version expected, or <see cref="ETag.All"/>.</param>
    /// <param name="mode">Whether properties that are not named stay.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
        => ifMatch == default
            ? throw new ArgumentException("An update names the version that it expects, or ETag.All.", nameof(ifMatch))
            : SendAsync(EntityRequests.Write(Service, Name, entity, mode, ifMatch), cancellationToken);

    /// <summary>Deletes the entity; one that is not there is no error, its answer has status 404.</summary>
    public virtual Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
        => SendAsync(EntityRequests.Delete(Service, Name, partitionKey, rowKey, ifMatch), cancellationToken);

    /// <inheritdoc cref="DeleteEntityAsync(string, string, ETag, CancellationToken)"/>
    public virtual Task<Response> DeleteEntityAsync(
        ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
        => DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);

    public virtual AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter,
        int? maxPerPage = null,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity
        => QueryAsync<T>(CreateQueryFilter(filter), maxPerPage, select, cancellationToken);

    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
        => new TablePages<T>((token, size, stop) => PageAsync<T>(filter, token, size, select, stop), maxPerPage, cancellationToken);

    /// <summary>
    /// Writes up to 100 entities of one partition, all or none. The answers stand in the order of the actions.
    /// </summary>
    /// <exception cref="TableTransactionFailedException">The service refused it; the exception tells which action was at fault.</exception>
    /// <exception cref="InvalidOperationException">There is no action.</exception>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        TableTransactionAction[] actions = [.. transactionActions];
        TransactionRules.Check(actions);
        HttpMessage[] parts = [.. actions.Select(Part)];
        try
        {
            return await Transaction.SubmitAsync(Service, parts, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Array.ForEach(parts, p => p.Dispose());
        }
    }

    private static T EntityIn<T>(Response response)
        where T : class, ITableEntity
    {
        using JsonDocument document = JsonDocument.Parse(response.Content);
        return EntityJson.Read<T>(document.RootElement);
    }

    private HttpMessage Part(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Add => EntityRequests.Add(Service, Name, action.Entity),
        TableTransactionActionType.UpdateMerge => Update(action, TableUpdateMode.Merge),
        TableTransactionActionType.UpdateReplace => Update(action, TableUpdateMode.Replace),
        TableTransactionActionType.UpsertMerge => EntityRequests.Write(Service, Name, action.Entity, TableUpdateMode.Merge, null),
        TableTransactionActionType.UpsertReplace => EntityRequests.Write(Service, Name, action.Entity, TableUpdateMode.Replace, null),
        TableTransactionActionType.Delete
            => EntityRequests.Delete(Service, Name, action.Entity.PartitionKey, action.Entity.RowKey, action.ETag),
        _ => throw new InvalidOperationException($"No such action: {action.ActionType}."),
    };

    private HttpMessage Update(TableTransactionAction action, TableUpdateMode mode)
        => EntityRequests.Write(Service, Name, action.Entity, mode, action.ETag == default ? ETag.All : action.ETag);

    private async Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        using (message)
        {
            return await Service.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Page<T>> PageAsync<T>(
        string? filter, string? token, int? size, IEnumerable<string>? select, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        using HttpMessage message = EntityRequests.Query(Service, Name, filter, size, select);
        EntityContinuation.Ask(message, token);
        Response response = await Service.SendAsync(message, cancellationToken).ConfigureAwait(false);
        using JsonDocument document = JsonDocument.Parse(response.Content);
        T[] entities = [.. document.RootElement.GetProperty("value").EnumerateArray().Select(EntityJson.Read<T>)];
        return Page<T>.FromValues(entities, EntityContinuation.In(response), response);
    }
}
