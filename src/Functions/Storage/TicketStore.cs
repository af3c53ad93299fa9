using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using Microsoft.AspNetCore.DataProtection;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Tickets and the rows that make a publish request repeatable, in table Tickets: partition = login, row = the publication's path, so
/// that every read is a point or a prefix.
/// </summary>
public sealed class TicketStore(TableServiceClient tables, IDataProtectionProvider protection)
{
    private const string Request = "Request";
    private const string BodyHash = "BodyHash";
    private const string TicketPath = "Ticket";
    private readonly TableClient _table = tables.GetTableClient("Tickets");
    private readonly IDataProtector _protector = protection.CreateProtector("Idempotency");

    /// <summary>Makes the table when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>
    /// Keeps a new ticket, together with the idempotency row of its request.
    /// </summary>
    /// <returns>False when the id is taken or the same idempotency key was used before: nothing is kept then.</returns>
    public async Task<bool> TryAddAsync(Ticket ticket, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        List<TableTransactionAction> rows = [new(TableTransactionActionType.Add, Write(ticket))];
        if (key is not null) rows.Add(new TableTransactionAction(TableTransactionActionType.Add, Write(ticket.Path, key)));
        try
        {
            await _table.SubmitTransactionAsync(rows, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    /// <summary>What an idempotency key was used for before, null when it was not.</summary>
    public async Task<(ResourcePath Ticket, bool SameBody)?> FindRepeatedAsync(
        string login, IdempotencyKey key, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(
            TableKey.Partition(login), key.Row, cancellationToken: cancellationToken);
        if (!row.HasValue || !ResourcePath.TryParse(row.Value!.GetString(TicketPath), out ResourcePath? path)) return null;
        byte[] body = _protector.Unprotect(row.Value.GetBinary(BodyHash)!);
        return (path, CryptographicOperations.FixedTimeEquals(body, key.BodyHash));
    }

    /// <summary>The ticket of a publication, null when there is none.</summary>
    public async Task<Ticket?> FindAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(
            TableKey.Partition(path.Login), TableKey.Row(path), cancellationToken: cancellationToken);
        return row.HasValue ? Read(path, row.Value!) : null;
    }

    /// <summary>The tickets of all publications of a user, deleted ones aside, ordered by path; pages are read as they are consumed.</summary>
    public IAsyncEnumerable<Ticket> ListAsync(string login, CancellationToken cancellationToken) =>
        QueryAsync(TableKey.PartitionFilter(login), cancellationToken);

    /// <summary>The tickets of all publications, deleted ones aside, below an appliance, a scan, an image and so on, ordered by path.</summary>
    public IAsyncEnumerable<Ticket> ListAsync(ResourcePath below, CancellationToken cancellationToken) =>
        QueryAsync(TableKey.BelowFilter(below), cancellationToken);

    /// <summary>The ticket of a publication below a source by its id alone, null when there is none; only keys are read to find it.</summary>
    public async Task<Ticket?> FindBelowAsync(ResourcePath source, long id, CancellationToken cancellationToken)
    {
        string[] columns = [nameof(TableEntity.RowKey)];
        string filter = TableKey.BelowFilter(source);
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(filter, select: columns, cancellationToken: cancellationToken))
        {
            if (ResourcePath.TryParse(TableKey.Decode(row.RowKey), out ResourcePath? path) && path.Id == id)
                return await FindAsync(path, cancellationToken);
        }

        return null;
    }

    /// <summary>How many publications of a user there are, and what changes with every one of them.</summary>
    public Task<TicketSummary> SummarizeAsync(string login, Func<ResourcePath, bool> counts, CancellationToken cancellationToken) =>
        SummarizeRowsAsync(TableKey.PartitionFilter(login), counts, cancellationToken);

    /// <summary>The same of those below an appliance, a scan, an image and so on.</summary>
    public Task<TicketSummary> SummarizeAsync(ResourcePath below, Func<ResourcePath, bool> counts, CancellationToken cancellationToken) =>
        SummarizeRowsAsync(TableKey.BelowFilter(below), counts, cancellationToken);

    /// <summary>Removes the row of a deleted publication; any other stays.</summary>
    public async Task RemoveDeletedAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        if (await FindAsync(path, cancellationToken) is { Deletion: TicketDeletion.Deleted })
            await _table.DeleteEntityAsync(TableKey.Partition(path.Login), TableKey.Row(path), ETag.All, cancellationToken);
    }

    /// <summary>
    /// Changes the state, the flags or the secret's name of a ticket, again and again until no other writer came between.
    /// </summary>
    /// <param name="path">The publication's path.</param>
    /// <param name="change">Makes the new ticket of the present one; null to leave it as it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The ticket as it then stands, null when there is none.</returns>
    public async Task<Ticket?> ChangeAsync(ResourcePath path, Func<Ticket, Ticket?> change, CancellationToken cancellationToken) =>
        (await TryChangeAsync(path, change, cancellationToken)).Ticket;

    /// <summary>As <see cref="ChangeAsync"/>, and tells whether the change was made by this call: of two callers at once only one hears so.</summary>
    public async Task<(Ticket? Ticket, bool IsChanged)> TryChangeAsync(
        ResourcePath path, Func<Ticket, Ticket?> change, CancellationToken cancellationToken)
    {
        bool isChanged = false;
        while (await FindAsync(path, cancellationToken) is { } ticket)
        {
            if (isChanged || change(ticket) is not { } changed) return (ticket, isChanged);
            try
            {
                await _table.UpdateEntityAsync(WriteState(changed), new ETag(ticket.Version), TableUpdateMode.Merge, cancellationToken);
                isChanged = true;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // another writer came first: look again
            }
        }

        return (null, isChanged);
    }

    /// <summary>Reports progress as a merge of its own columns; dropped when the ticket changed since it was read.</summary>
    public async Task ReportAsync(Ticket seen, string message, int percentage, long bytesDone, CancellationToken cancellationToken)
    {
        var row = new TableEntity(TableKey.Partition(seen.Path.Login), TableKey.Row(seen.Path))
        {
            [nameof(Ticket.Message)] = message,
            [nameof(Ticket.Percentage)] = Math.Max(percentage, seen.Percentage),
            [nameof(Ticket.BytesDone)] = Math.Max(bytesDone, seen.BytesDone),
        };
        try
        {
            await _table.UpdateEntityAsync(row, new ETag(seen.Version), TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 412 or 404)
        {
            // a state or cancel change matters more than a number that is written again in a second
        }
    }

    private async Task<TicketSummary> SummarizeRowsAsync(string filter, Func<ResourcePath, bool> counts, CancellationToken cancellationToken)
    {
        long count = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] columns = [nameof(TableEntity.RowKey), nameof(TableEntity.Timestamp), nameof(Ticket.Deletion)];
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(filter, select: columns, cancellationToken: cancellationToken))
        {
            if (!IsTicket(row) || !ResourcePath.TryParse(TableKey.Decode(row.RowKey), out ResourcePath? path) || !counts(path)) continue;
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row.RowKey} {row.Timestamp:O}\n")));
            count++;
        }

        return new TicketSummary(count, Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)));
    }

    private static bool IsTicket(TableEntity row) =>
        ResourcePath.TryParse(TableKey.Decode(row.RowKey), out _) && row.GetString(nameof(Ticket.Deletion)) != nameof(TicketDeletion.Deleted);

    private async IAsyncEnumerable<Ticket> QueryAsync(string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (IsTicket(row) && ResourcePath.TryParse(TableKey.Decode(row.RowKey), out ResourcePath? path)) yield return Read(path, row);
        }
    }

    private TableEntity Write(ResourcePath ticket, IdempotencyKey key) => new(TableKey.Partition(ticket.Login), key.Row)
    {
        [TicketPath] = ticket.Text,
        [BodyHash] = _protector.Protect(key.BodyHash),
    };

    private static TableEntity Write(Ticket ticket)
    {
        TableEntity row = WriteState(ticket);
        row[Request] = JsonSerializer.SerializeToUtf8Bytes(ticket.Request);
        row[nameof(Ticket.ImageName)] = ticket.ImageName;
        row[nameof(Ticket.ImageVersion)] = ticket.ImageVersion;
        row[nameof(Ticket.ImageRevision)] = ticket.ImageRevision;
        row[nameof(Ticket.ImageFormat)] = ticket.ImageFormat;
        row[nameof(Ticket.FileETag)] = ticket.FileETag;
        row[nameof(Ticket.BytesTotal)] = ticket.BytesTotal;
        row[nameof(Ticket.Created)] = ticket.Created.ToString("O", CultureInfo.InvariantCulture);
        return row;
    }

    private static TableEntity WriteState(Ticket ticket) => new(TableKey.Partition(ticket.Path.Login), TableKey.Row(ticket.Path))
    {
        [nameof(Ticket.State)] = ticket.State.ToString(),
        [nameof(Ticket.CancelRequested)] = ticket.CancelRequested,
        [nameof(Ticket.Message)] = ticket.Message,
        [nameof(Ticket.Percentage)] = ticket.Percentage,
        [nameof(Ticket.BytesDone)] = ticket.BytesDone,
        [nameof(Ticket.CloudId)] = ticket.CloudId,
        [nameof(Ticket.Deletion)] = ticket.Deletion.ToString(),
        [nameof(Ticket.DownloadKey)] = ticket.DownloadKey,
        [nameof(Ticket.SecretName)] = ticket.SecretName,
        [nameof(Ticket.ErrorCode)] = ticket.ErrorCode,
        [nameof(Ticket.ErrorMessage)] = ticket.ErrorMessage,
    };

    private static Ticket Read(ResourcePath path, TableEntity row) => new()
    {
        Path = path,
        Request = JsonSerializer.Deserialize<PublishRequest>(row.GetBinary(Request))!,
        ImageName = row.GetString(nameof(Ticket.ImageName))!,
        ImageVersion = row.GetString(nameof(Ticket.ImageVersion))!,
        ImageRevision = row.GetInt32(nameof(Ticket.ImageRevision)),
        ImageFormat = row.GetString(nameof(Ticket.ImageFormat)),
        FileETag = row.GetString(nameof(Ticket.FileETag))!,
        State = Enum.Parse<TicketState>(row.GetString(nameof(Ticket.State))!),
        Deletion = Enum.TryParse(row.GetString(nameof(Ticket.Deletion)), out TicketDeletion deletion) ? deletion : TicketDeletion.None,
        DownloadKey = row.GetString(nameof(Ticket.DownloadKey)),
        CancelRequested = row.GetBoolean(nameof(Ticket.CancelRequested)) ?? false,
        Created = DateTimeOffset.Parse(row.GetString(nameof(Ticket.Created))!, CultureInfo.InvariantCulture),
        LastModified = row.Timestamp!.Value,
        Message = row.GetString(nameof(Ticket.Message))!,
        Percentage = row.GetInt32(nameof(Ticket.Percentage)) ?? 0,
        BytesDone = row.GetInt64(nameof(Ticket.BytesDone)) ?? 0,
        BytesTotal = row.GetInt64(nameof(Ticket.BytesTotal)) ?? 0,
        CloudId = row.GetString(nameof(Ticket.CloudId)),
        ErrorCode = row.GetString(nameof(Ticket.ErrorCode)),
        ErrorMessage = row.GetString(nameof(Ticket.ErrorMessage)),
        SecretName = row.GetString(nameof(Ticket.SecretName)),
        Version = row.ETag.ToString(),
    };
}
