using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Cloud accounts, in table Accounts: partition = login, row = the account's path. Their secrets stand in <see cref="SecretStore"/>,
/// under a name that only the row knows.
/// </summary>
public sealed class AccountStore(TableServiceClient tables, SecretStore secrets, IdSource ids, TimeProvider time)
{
    private const string Collection = "accounts";
    private const string Content = "Content";
    private const string SecretName = "SecretName";
    private const string Created = "Created";
    private readonly TableClient _table = tables.GetTableClient("Accounts");

    /// <summary>Stores a new account and returns it with its path.</summary>
    public async Task<StoredAccount> AddAsync(
        string login, CloudAccount account, AccountSecrets secretFields, CancellationToken cancellationToken)
    {
        string secretName = ids.NextName();
        await secrets.PutAsync(secretName, secretFields, cancellationToken);
        while (true)
        {
            ResourcePath path = ResourcePath.Of(login, Collection, ids.Next());
            var stored = new StoredAccount(path, account with { Path = path.Text }, secretName, !secretFields.IsEmpty, time.GetUtcNow());
            try
            {
                await _table.AddEntityAsync(Write(stored), cancellationToken);
                return stored;
            }
            catch (RequestFailedException e) when (e.Status == 409)
            {
                // the id is taken: draw again
            }
        }
    }

    /// <summary>The account at a path, null when there is none.</summary>
    public async Task<StoredAccount?> FindAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> found = await _table.GetEntityIfExistsAsync<TableEntity>(
            TableKey.Partition(path.Login), TableKey.Row(path), cancellationToken: cancellationToken);
        return found.HasValue ? Read(path, found.Value!) : null;
    }

    /// <summary>The accounts of a user, oldest first.</summary>
    public async IAsyncEnumerable<StoredAccount> ListAsync(string login, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(TableKey.PartitionFilter(login), cancellationToken: cancellationToken))
        {
            if (ResourcePath.TryParse(TableKey.Decode(row.RowKey), out ResourcePath? path) && path.Collection == Collection)
                yield return Read(path, row);
        }
    }

    /// <summary>
    /// Changes an account and its secrets; who reads in between finds the new secrets with the old account. Null, and nothing is left, when
    /// the account was deleted meanwhile.
    /// </summary>
    public async Task<StoredAccount?> TryReplaceAsync(
        StoredAccount stored, CloudAccount account, AccountSecrets secretFields, CancellationToken cancellationToken)
    {
        await secrets.PutAsync(stored.SecretName, secretFields, cancellationToken);
        StoredAccount changed = stored with { Account = account, HasSecrets = !secretFields.IsEmpty };
        try
        {
            await _table.UpdateEntityAsync(Write(changed), ETag.All, TableUpdateMode.Replace, cancellationToken);
            return changed;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await secrets.DeleteAsync(stored.SecretName, cancellationToken);
            return null;
        }
    }

    /// <summary>The secrets of an account; empty when it has none.</summary>
    public async Task<AccountSecrets> ReadSecretsAsync(StoredAccount account, CancellationToken cancellationToken) =>
        await secrets.FindAsync(account.SecretName, cancellationToken) ?? AccountSecrets.None;

    /// <summary>Deletes an account and its secrets; false when it was not there.</summary>
    public async Task<bool> DeleteAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        StoredAccount? account = await FindAsync(path, cancellationToken);
        if (account is null) return false;
        await _table.DeleteEntityAsync(TableKey.Partition(path.Login), TableKey.Row(path), ETag.All, cancellationToken);
        await secrets.DeleteAsync(account.SecretName, cancellationToken);
        return true;
    }

    private static TableEntity Write(StoredAccount account) => new(TableKey.Partition(account.Path.Login), TableKey.Row(account.Path))
    {
        [Content] = JsonSerializer.Serialize(account.Account),
        [SecretName] = account.SecretName,
        [nameof(StoredAccount.HasSecrets)] = account.HasSecrets,
        [Created] = account.Created.ToString("O", CultureInfo.InvariantCulture),
    };

    private static StoredAccount Read(ResourcePath path, TableEntity row) => new(
        path,
        JsonSerializer.Deserialize<CloudAccount>(row.GetString(Content)!)!,
        row.GetString(SecretName)!,
        row.GetBoolean(nameof(StoredAccount.HasSecrets)) ?? false,
        DateTimeOffset.Parse(row.GetString(Created)!, CultureInfo.InvariantCulture));
}
