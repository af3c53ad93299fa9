using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Table NativeCalls: which job a native member call joins. A call that is repeated, because its first answer was a 504 or was lost, joins
/// the first one's job until that job's end was told to somebody, or could have been for an hour; after that the same call is a new job.
/// </summary>
public sealed class NativeCallStore(TableServiceClient tables, ShareJobStore jobs, IdSource ids, TimeProvider time)
{
    private const string JobId = "JobId";
    private static readonly TimeSpan Untold = TimeSpan.FromHours(1);
    private readonly TableClient _table = tables.GetTableClient("NativeCalls");

    /// <summary>Makes the table when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Finds the job that a call joins, or notes the id of a new one.</summary>
    /// <param name="request">The call: one image, one project.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<NativeCall> JoinAsync(ShareRequest request, CancellationToken cancellationToken)
    {
        TableEntity row = RowOf(request);
        row[JobId] = ids.NextName();
        while (true)
        {
            try
            {
                await _table.AddEntityAsync(row, cancellationToken);
                return new NativeCall(row.GetString(JobId)!, IsNew: true);
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                NullableResponse<TableEntity> other = await _table.GetEntityIfExistsAsync<TableEntity>(
                    row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
                if (!other.HasValue) continue;
                string job = other.Value!.GetString(JobId)!;
                if (!await IsOverAsync(job, cancellationToken)) return new NativeCall(job, IsNew: false);
                await RemoveAsync(other.Value, cancellationToken);
            }
        }
    }

    /// <summary>Says that a job's end is being told to a caller: the next call is a new job.</summary>
    public async Task TellAsync(ShareJob job, CancellationToken cancellationToken)
    {
        TableEntity row = RowOf(job.Request);
        NullableResponse<TableEntity> noted = await _table.GetEntityIfExistsAsync<TableEntity>(
            row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        if (noted.HasValue && noted.Value!.GetString(JobId) == job.Id) await RemoveAsync(noted.Value, cancellationToken);
    }

    /// <summary>True for a job whose end is so old that whoever waited for it has given up.</summary>
    private async Task<bool> IsOverAsync(string id, CancellationToken cancellationToken) =>
        await jobs.FindAsync(id, cancellationToken) is { End: { } end } && end + Untold < time.GetUtcNow();

    private async Task RemoveAsync(TableEntity row, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // another call removed it first and may have noted a new job
        }
    }

    private static TableEntity RowOf(ShareRequest request)
    {
        string call = $"{request.Cloud}\n{request.Action}\n{request.Images[0]}\n{request.Projects[0]}\n{request.VaultId}";
        return new TableEntity(TableKey.Encode(request.Owner.Text), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call))));
    }
}
