using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// API keys, in table Accounts: partition = login, row = the key's path; and a row a public key, by which a request finds it. The secret
/// keys stand in <see cref="SecretStore"/>, since a signature can only be checked by making it again.
/// </summary>
public sealed class ApiKeyStore(TableServiceClient tables, SecretStore secrets, IdSource ids, TimeProvider time)
{
    private const string Collection = "apikeys";
    private const string SecretKey = "secretKey";
    private const string KeyPath = "Path";

    /// <summary>None is as long; a table takes no key of any length.</summary>
    private const int LongestPublicKey = 64;

    /// <summary>Changes with every key of a user that is made.</summary>
    private const string GuardRow = "apikeys";

    private static readonly string s_byPublicKey = TableKey.Encode("/apikeys");
    private readonly TableClient _table = tables.GetTableClient("Accounts");

    /// <summary>Makes a key, unless the user has as many as allowed.</summary>
    /// <returns>The key and its secret, which is shown this once; null when there are too many.</returns>
    public async Task<(ApiKey Key, string Secret)?> TryAddAsync(
        string login, string name, string? description, int quota, CancellationToken cancellationToken)
    {
        string secret = ids.NextName() + ids.NextName();
        string secretName = ids.NextName();
        while (true)
        {
            // Keys are counted after the guard is read and stand only while it is unchanged: of many at once, one gets through at a time.
            NullableResponse<TableEntity> guard = await _table.GetEntityIfExistsAsync<TableEntity>(
                TableKey.Partition(login), GuardRow, cancellationToken: cancellationToken);
            if (await ListAsync(login, cancellationToken).CountAsync(cancellationToken) >= quota)
            {
                await secrets.DeleteAsync(secretName, cancellationToken);
                return null;
            }

            await secrets.PutAsync(secretName, new AccountSecrets(new Dictionary<string, string> { [SecretKey] = secret }), cancellationToken);
            var key = new ApiKey(ResourcePath.Of(login, Collection, ids.Next()), name, description, ids.NextName(), secretName, time.GetUtcNow());
            var touched = new TableEntity(TableKey.Partition(login), GuardRow);
            try
            {
                await _table.SubmitTransactionAsync(
                    [
                        guard.HasValue
                            ? new TableTransactionAction(TableTransactionActionType.UpdateReplace, touched, guard.Value!.ETag)
                            : new TableTransactionAction(TableTransactionActionType.Add, touched),
                        new TableTransactionAction(TableTransactionActionType.Add, Write(key)),
                    ],
                    cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // another key was made meanwhile, or the id is taken: count again
                continue;
            }

            await _table.AddEntityAsync(new TableEntity(s_byPublicKey, key.PublicKey) { [KeyPath] = key.Path.Text }, cancellationToken);
            return (key, secret);
        }
    }

    /// <summary>The key of a public key with its secret; null when there is none.</summary>
    public async Task<(ApiKey Key, string Secret)?> FindAsync(string publicKey, CancellationToken cancellationToken)
    {
        if (publicKey.Length > LongestPublicKey) return null;
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(
            s_byPublicKey, TableKey.Encode(publicKey), cancellationToken: cancellationToken);
        if (!row.HasValue || !ResourcePath.TryParse(row.Value!.GetString(KeyPath), out ResourcePath? path)) return null;
        if (await FindAsync(path, cancellationToken) is not { } key) return null;
        AccountSecrets? kept = await secrets.FindAsync(key.SecretName, cancellationToken);
        return kept?[SecretKey] is { } secret ? (key, secret) : null;
    }

    /// <summary>The key at a path; null when there is none.</summary>
    public async Task<ApiKey?> FindAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(
            TableKey.Partition(path.Login), TableKey.Row(path), cancellationToken: cancellationToken);
        return row.HasValue ? Read(path, row.Value!) : null;
    }

    /// <summary>The keys of a user, oldest first.</summary>
    public async IAsyncEnumerable<ApiKey> ListAsync(string login, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(TableKey.PartitionFilter(login), cancellationToken: cancellationToken))
        {
            if (ResourcePath.TryParse(TableKey.Decode(row.RowKey), out ResourcePath? path) && path.Collection == Collection) yield return Read(path, row);
        }
    }

    /// <summary>Deletes a key: first the row by which requests find it. False when it was deleted meanwhile.</summary>
    public async Task<bool> DeleteAsync(ApiKey key, CancellationToken cancellationToken)
    {
        await _table.DeleteEntityAsync(s_byPublicKey, key.PublicKey, ETag.All, cancellationToken);
        Response done = await _table.DeleteEntityAsync(TableKey.Partition(key.Path.Login), TableKey.Row(key.Path), ETag.All, cancellationToken);
        await secrets.DeleteAsync(key.SecretName, cancellationToken);
        return done.Status != 404;
    }

    private static TableEntity Write(ApiKey key) => new(TableKey.Partition(key.Path.Login), TableKey.Row(key.Path))
    {
        [nameof(ApiKey.Name)] = key.Name,
        [nameof(ApiKey.Description)] = key.Description,
        [nameof(ApiKey.PublicKey)] = key.PublicKey,
        [nameof(ApiKey.SecretName)] = key.SecretName,
        [nameof(ApiKey.Created)] = key.Created.ToString("O", CultureInfo.InvariantCulture),
    };

    private static ApiKey Read(ResourcePath path, TableEntity row) => new(
        path,
        row.GetString(nameof(ApiKey.Name))!,
        row.GetString(nameof(ApiKey.Description)),
        row.GetString(nameof(ApiKey.PublicKey))!,
        row.GetString(nameof(ApiKey.SecretName))!,
        DateTimeOffset.Parse(row.GetString(nameof(ApiKey.Created))!, CultureInfo.InvariantCulture));
}
