using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// The share jobs in table Open: a row for each that has not ended, written before anything else of it and removed after its end. 16
/// partitions, by the first digit of the job's id, spread the writes.
/// </summary>
public sealed class OpenShares(TableServiceClient tables, TimeProvider time)
{
    private const string Mark = "job";
    private const string SecretName = "SecretName";
    private const string Since = "Since";
    private readonly TableClient _table = tables.GetTableClient("Open");

    /// <summary>Notes a job that is about to be accepted, with the name of its secrets, in place of an earlier note.</summary>
    public Task PutAsync(string job, string? secretName, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(
            new TableEntity(job[..1], Mark + job) { [SecretName] = secretName, [Since] = time.GetUtcNow() },
            TableUpdateMode.Replace,
            cancellationToken);

    /// <summary>The note of a job, null when it has ended or never was.</summary>
    public async Task<OpenShare?> FindAsync(string job, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(job[..1], Mark + job, cancellationToken: cancellationToken);
        return row.HasValue ? Read(row.Value!) : null;
    }

    /// <summary>Forgets a job; one that is not there is no error.</summary>
    public Task RemoveAsync(string job, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(job[..1], Mark + job, ETag.All, cancellationToken);

    /// <summary>All that is open, in no order.</summary>
    public async IAsyncEnumerable<OpenShare> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = $"RowKey ge '{Mark}' and RowKey lt '{Mark}~'";
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)) yield return Read(row);
    }

    private static OpenShare Read(TableEntity row) => new(row.RowKey[Mark.Length..], row.GetString(SecretName), row.GetDateTimeOffset(Since)!.Value);
}
