using Azure;
using Azure.Data.Tables;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Table Leases: a row per cloud and image while somebody changes the image's members, since a cloud may store a member twice that is added
/// twice at once. Who holds one stops before it expires; a holder that was lost is waited for until then.
/// </summary>
public sealed class LeaseStore(TableServiceClient tables, TimeProvider time)
{
    private const string Expires = "Expires";
    private readonly TableClient _table = tables.GetTableClient("Leases");

    /// <summary>Makes the table when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Takes the lease of an image; null when another holds it.</summary>
    /// <param name="cloud">What tells the cloud from others wherever it is named: its identity service.</param>
    /// <param name="imageId">The image.</param>
    /// <param name="duration">How long the holder may keep it at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Lease?> TryTakeAsync(string cloud, string imageId, TimeSpan duration, CancellationToken cancellationToken)
    {
        DateTimeOffset expires = time.GetUtcNow() + duration;
        var row = new TableEntity(TableKey.Encode(cloud), RowOf(imageId)) { [Expires] = expires };
        try
        {
            return LeaseOf(row, expires, await _table.AddEntityAsync(row, cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return await TakeExpiredAsync(row, expires, cancellationToken);
        }
    }

    /// <summary>The row of an image's lease.</summary>
    public static string RowOf(string imageId) => TableKey.Encode(imageId);

    /// <summary>Keeps a lease for longer; null when another took it meanwhile.</summary>
    public async Task<Lease?> TryExtendAsync(Lease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        DateTimeOffset expires = time.GetUtcNow() + duration;
        var row = new TableEntity(lease.Partition, lease.Row) { [Expires] = expires };
        return await TryReplaceAsync(row, expires, new ETag(lease.Version), cancellationToken);
    }

    /// <summary>Gives a lease up; one that another took meanwhile stays the other's.</summary>
    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(lease.Partition, lease.Row, new ETag(lease.Version), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // it had expired and is another's now
        }
    }

    private async Task<Lease?> TakeExpiredAsync(TableEntity row, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> held = await _table.GetEntityIfExistsAsync<TableEntity>(
            row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        return held.HasValue && held.Value!.GetDateTimeOffset(Expires) < time.GetUtcNow()
            ? await TryReplaceAsync(row, expires, held.Value.ETag, cancellationToken)
            : null;
    }

    private async Task<Lease?> TryReplaceAsync(TableEntity row, DateTimeOffset expires, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            return LeaseOf(row, expires, await _table.UpdateEntityAsync(row, version, TableUpdateMode.Replace, cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            return null;
        }
    }

    private static Lease LeaseOf(TableEntity row, DateTimeOffset expires, Response answer) =>
        new(row.PartitionKey, row.RowKey, expires, answer.Headers.ETag.ToString()!);
}
