using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Table NativeCalls: which job a native member call joins. A call that is repeated, because its first answer was a 504 or was lost, joins
/// the first one's job until that job's end was told to somebody; after that the same call is a new job.
/// </summary>
public sealed class NativeCallStore(TableServiceClient tables, IdSource ids)
{
    private const string JobId = "JobId";
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
                if (other.HasValue) return new NativeCall(other.Value!.GetString(JobId)!, IsNew: false);
            }
        }
    }

    /// <summary>Says that a job's end is being told to a caller: the next call is a new job.</summary>
    public async Task TellAsync(ShareJob job, CancellationToken cancellationToken)
    {
        TableEntity row = RowOf(job.Request);
        NullableResponse<TableEntity> noted = await _table.GetEntityIfExistsAsync<TableEntity>(
            row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        if (!noted.HasValue || noted.Value!.GetString(JobId) != job.Id) return;
        try
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, noted.Value.ETag, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // another call was told the same end first
        }
    }

    private static TableEntity RowOf(ShareRequest request)
    {
        string call = $"{request.Cloud}\n{request.Action}\n{request.Images[0]}\n{request.Projects[0]}\n{request.VaultId}";
        return new TableEntity(TableKey.Encode(request.Owner.Text), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call))));
    }
}
