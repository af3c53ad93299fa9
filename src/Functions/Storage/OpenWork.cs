using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Table Open: a row for every publication that has not ended, written before its ticket and removed after it closed. The reconciler
/// reads nothing else; 16 partitions spread the writes.
/// </summary>
public sealed class OpenWork(TableServiceClient tables, TimeProvider time)
{
    private const int Partitions = 16;
    private const string Path = "Path";
    private const string SecretName = "SecretName";
    private const string Since = "Since";
    private readonly TableClient _table = tables.GetTableClient("Open");

    /// <summary>Makes the table when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Notes a publication that is about to be accepted, with the name of its secrets.</summary>
    public Task AddAsync(ResourcePath publication, string? secretName, CancellationToken cancellationToken) =>
        _table.AddEntityAsync(Row(publication, secretName), cancellationToken);

    /// <summary>Notes a publication unless it is noted already.</summary>
    /// <returns>False when it is: whoever noted it removes the row.</returns>
    public async Task<bool> TryAddAsync(ResourcePath publication, CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(publication, null, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Notes a publication once more, with the name of its secrets.</summary>
    public Task PutAsync(ResourcePath publication, string? secretName, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(Row(publication, secretName), TableUpdateMode.Replace, cancellationToken);

    /// <summary>True while a publication is open.</summary>
    public async Task<bool> ContainsAsync(ResourcePath publication, CancellationToken cancellationToken) =>
        (await _table.GetEntityIfExistsAsync<TableEntity>(
            PartitionOf(publication), TableKey.Row(publication), cancellationToken: cancellationToken)).HasValue;

    /// <summary>Forgets a publication; one that is not there is no error.</summary>
    public Task RemoveAsync(ResourcePath publication, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(PartitionOf(publication), TableKey.Row(publication), ETag.All, cancellationToken);

    /// <summary>All that is open, in no order.</summary>
    public async IAsyncEnumerable<OpenPublication> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (ResourcePath.TryParse(row.GetString(Path), out ResourcePath? path))
                yield return new OpenPublication(path, row.GetString(SecretName), row.GetDateTimeOffset(Since)!.Value);
        }
    }

    private TableEntity Row(ResourcePath publication, string? secretName) => new(PartitionOf(publication), TableKey.Row(publication))
    {
        [Path] = publication.Text,
        [SecretName] = secretName,
        [Since] = time.GetUtcNow(),
    };

    private static string PartitionOf(ResourcePath publication) =>
        (NameBasedGuid.Create(publication.Text).ToByteArray()[15] % Partitions).ToString("x", CultureInfo.InvariantCulture);
}
