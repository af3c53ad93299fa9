using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain.Sharing;
using Microsoft.AspNetCore.DataProtection;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Share jobs and what became of their pairs, in table ShareJobs. A job is row <c>job</c> of partition job id; its pairs stand behind it, a
/// partition an image. Besides, a row a job under its owner, newest first, and one under the day on which it may be forgotten.
/// </summary>
public sealed class ShareJobStore(TableServiceClient tables, IDataProtectionProvider protection)
{
    /// <summary>How long a job can be read after its end.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int RowsOfATransaction = 100;
    private const int TransactionsAtOnce = 8;
    private const string BodyHash = "BodyHash";
    private const string Job = "Job";
    private const string DayMark = "x";
    private readonly TableClient _table = tables.GetTableClient("ShareJobs");
    private readonly IDataProtector _protector = protection.CreateProtector("ShareIdempotency");

    /// <summary>Makes the table when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Keeps a new job; false, and nothing changes, when there is one of its id.</summary>
    /// <param name="job">The job.</param>
    /// <param name="bodyHash">Hash of the request that made it, for <see cref="IsSameBodyAsync"/>; null when it is not repeatable.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> TryAddAsync(ShareJob job, byte[]? bodyHash, CancellationToken cancellationToken)
    {
        TableEntity row = ShareJobRow.Write(job);
        if (bodyHash is not null) row[BodyHash] = _protector.Protect(bodyHash);
        try
        {
            await _table.AddEntityAsync(row, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    /// <summary>Writes the rows by which a job's owner, and time, find it; safe to repeat.</summary>
    public async Task IndexAsync(ShareJob job, CancellationToken cancellationToken)
    {
        await _table.UpsertEntityAsync(OwnerRow(job), TableUpdateMode.Replace, cancellationToken);
        await _table.UpsertEntityAsync(DayRow(job), TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>True when a job was made by a request of this hash.</summary>
    public async Task<bool> IsSameBodyAsync(string id, byte[] bodyHash, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(
            id, ShareJobRow.Key, [BodyHash], cancellationToken);
        return row.HasValue && row.Value!.GetBinary(BodyHash) is { } hash
            && CryptographicOperations.FixedTimeEquals(_protector.Unprotect(hash), bodyHash);
    }

    /// <summary>The job of an id, null when there is none.</summary>
    public async Task<ShareJob?> FindAsync(string id, CancellationToken cancellationToken) => (await FindRowAsync(id, cancellationToken))?.Job;

    /// <summary>The jobs of an owner, newest first; pages are read as they are consumed.</summary>
    public async IAsyncEnumerable<ShareJob> ListAsync(JobOwner owner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(
            $"PartitionKey eq '{TableKey.Encode(owner.Text)}'", cancellationToken: cancellationToken))
        {
            if (await FindAsync(row.GetString(Job)!, cancellationToken) is { } job) yield return job;
        }
    }

    /// <summary>
    /// Changes a job, again and again until no other writer came between. What it asks for stays as it is.
    /// </summary>
    /// <returns>The job as it then stands, null when there is none.</returns>
    public async Task<ShareJob?> ChangeAsync(string id, Func<ShareJob, ShareJob?> change, CancellationToken cancellationToken)
    {
        while (await FindRowAsync(id, cancellationToken) is { } found)
        {
            if (change(found.Job) is not { } changed) return found.Job;
            try
            {
                await _table.UpdateEntityAsync(ShareJobRow.WriteState(changed), found.Version, TableUpdateMode.Merge, cancellationToken);
                return changed;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // another writer came first: look again
            }
        }

        return null;
    }

    /// <summary>What became of the pairs that were worked on so far, ordered by image and project; pages are read as they are consumed.</summary>
    public async IAsyncEnumerable<PairResult> ResultsAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in QueryAsync(PairRow.All(id), null, cancellationToken)) yield return PairRow.Read(row);
    }

    /// <summary>What became of one pair, null while nothing did.</summary>
    public async Task<PairResult?> FindResultAsync(string id, SharePair pair, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(
            PairRow.Partition(id, pair.ImageId), PairRow.Row(pair.ProjectId), cancellationToken: cancellationToken);
        return row.HasValue ? PairRow.Read(row.Value!) : null;
    }

    /// <summary>What became of the pairs of some images so far, from the first to the last by their ids.</summary>
    public async Task<List<PairResult>> ResultsBetweenAsync(string id, string firstImage, string lastImage, CancellationToken cancellationToken)
    {
        var results = new List<PairResult>();
        await foreach (TableEntity row in QueryAsync(PairRow.Between(id, firstImage, lastImage), null, cancellationToken)) results.Add(PairRow.Read(row));
        return results;
    }

    /// <summary>The first pair that failed, in the order of images and projects; null when none did.</summary>
    public async Task<PairResult?> FirstFailureAsync(string id, CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in QueryAsync($"{PairRow.All(id)} and {PairRow.IsFailed}", 1, cancellationToken)) return PairRow.Read(row);
        return null;
    }

    /// <summary>Records what became of pairs, in place of what stood there, in transactions of up to 100 pairs of an image.</summary>
    public Task RecordAsync(string id, IEnumerable<PairResult> results, CancellationToken cancellationToken) => SubmitAsync(
        results.Select(result => new TableTransactionAction(TableTransactionActionType.UpsertReplace, PairRow.Write(id, result))), cancellationToken);

    /// <summary>The ids of the jobs that were to be looked at before a day, to be forgotten.</summary>
    public async IAsyncEnumerable<string> DueAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = $"PartitionKey ge '{DayMark}' and PartitionKey lt '{DayKey(now)}'";
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)) yield return row.RowKey;
    }

    /// <summary>Deletes a job with all its rows, the ones by which it is found last.</summary>
    public async Task DeleteAsync(ShareJob job, CancellationToken cancellationToken)
    {
        var rows = new List<TableTransactionAction>();
        string[] keys = [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)];
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(PairRow.All(job.Id), select: keys, cancellationToken: cancellationToken))
        {
            rows.Add(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(row.PartitionKey, row.RowKey), ETag.All));
            if (rows.Count < TransactionsAtOnce * RowsOfATransaction) continue;
            await SubmitAsync(rows, cancellationToken);
            rows.Clear();
        }

        await SubmitAsync(rows, cancellationToken);
        TableEntity owner = OwnerRow(job);
        await _table.DeleteEntityAsync(owner.PartitionKey, owner.RowKey, ETag.All, cancellationToken);
        await _table.DeleteEntityAsync(job.Id, ShareJobRow.Key, ETag.All, cancellationToken);
        TableEntity day = DayRow(job);
        await _table.DeleteEntityAsync(day.PartitionKey, day.RowKey, ETag.All, cancellationToken);
    }

    private Task SubmitAsync(IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        actions.GroupBy(action => action.Entity.PartitionKey).SelectMany(partition => partition.Chunk(RowsOfATransaction)),
        new ParallelOptions { MaxDegreeOfParallelism = TransactionsAtOnce, CancellationToken = cancellationToken },
        async (rows, stop) => await _table.SubmitTransactionAsync(rows, stop));

    private AsyncPageable<TableEntity> QueryAsync(string filter, int? page, CancellationToken cancellationToken) =>
        _table.QueryAsync<TableEntity>(filter, page, cancellationToken: cancellationToken);

    private async Task<(ShareJob Job, ETag Version)?> FindRowAsync(string id, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(id, ShareJobRow.Key, cancellationToken: cancellationToken);
        return row.HasValue ? (ShareJobRow.Read(row.Value!), row.Value!.ETag) : null;
    }

    private static TableEntity OwnerRow(ShareJob job)
    {
        string newestFirst = (DateTime.MaxValue.Ticks - job.Begin.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
        return new TableEntity(TableKey.Encode(job.Request.Owner.Text), newestFirst + job.Id) { [Job] = job.Id };
    }

    private static TableEntity DayRow(ShareJob job) => new(DayKey(job.Begin + Kept), job.Id);

    private static string DayKey(DateTimeOffset time) => DayMark + time.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
