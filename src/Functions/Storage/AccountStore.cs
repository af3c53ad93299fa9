using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Cloud accounts, in table Accounts: partition = login, row = the account's path. Their secrets stand in <see cref="SecretStore"/>,
/// under a name that only the row knows.
/// </summary>
public sealed class AccountStore(TableServiceClient tables, SecretStore secrets, IdSource ids, TimeProvider time)
{
    /// <summary>Longest account in characters, its secrets aside: a property holds 64 KiB of UTF-16.</summary>
    private const int LongestContent = 30_000;

    private const string Collection = "accounts";
    private const string Content = "Content";
    private const string SecretName = "SecretName";
    private const string Created = "Created";
    private readonly TableClient _table = tables.GetTableClient("Accounts");

    /// <summary>Stores a new account and returns it with its path.</summary>
    /// <exception cref="RefusalException">413, and nothing is stored, for one that a row does not hold.</exception>
    public async Task<StoredAccount> AddAsync(
        string login, CloudAccount account, AccountSecrets secretFields, CancellationToken cancellationToken)
    {
        RequireRoom(account, secretFields);
        string secretName = ids.NextName();
        await secrets.PutAsync(secretName, secretFields, cancellationToken);
        while (true)
        {
            ResourcePath path = ResourcePath.Of(login, Collection, ids.Next());
            var stored = new StoredAccount(path, account with { Path = path.Text }, secretName, !secretFields.IsEmpty, time.GetUtcNow(), default);
            try
            {
                Response done = await _table.AddEntityAsync(Write(stored), cancellationToken);
                return stored with { Version = done.Headers.ETag!.Value };
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

    /// <summary>An account with its secrets, both of one version; null when there is none.</summary>
    public async Task<(StoredAccount Account, AccountSecrets Secrets)?> FindWithSecretsAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        string? missing = null;
        while (await FindAsync(path, cancellationToken) is { } stored)
        {
            if (await secrets.FindAsync(stored.SecretName, cancellationToken) is { } found) return (stored, found);

            // The secrets of a version go when the next one stands: the row tells of that by now, or they are lost.
            if (missing == stored.SecretName) return (stored, AccountSecrets.None);
            missing = stored.SecretName;
        }

        return null;
    }

    /// <summary>
    /// Changes an account and its secrets, if it is still the one that was read. Secrets of a changed account stand under another name, so
    /// that whoever reads finds an address with its own password, never one with another's.
    /// </summary>
    /// <returns>Null, and nothing is changed, when the account was changed or deleted meanwhile: read it again and decide anew.</returns>
    public async Task<StoredAccount?> TryReplaceAsync(
        StoredAccount read, CloudAccount account, AccountSecrets secretFields, CancellationToken cancellationToken)
    {
        RequireRoom(account, secretFields);
        StoredAccount changed = read with { Account = account, HasSecrets = !secretFields.IsEmpty, SecretName = ids.NextName() };
        await secrets.PutAsync(changed.SecretName, secretFields, cancellationToken);
        try
        {
            await _table.UpdateEntityAsync(Write(changed), read.Version, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            await secrets.DeleteAsync(changed.SecretName, cancellationToken);
            return null;
        }

        await secrets.DeleteAsync(read.SecretName, cancellationToken);
        return changed;
    }

    /// <summary>Deletes an account and its secrets; false when it was not there.</summary>
    public async Task<bool> DeleteAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        while (await FindAsync(path, cancellationToken) is { } account)
        {
            try
            {
                Response done = await _table.DeleteEntityAsync(
                    TableKey.Partition(path.Login), TableKey.Row(path), account.Version, cancellationToken);
                if (done.Status == 404) return false;
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                continue;
            }

            await secrets.DeleteAsync(account.SecretName, cancellationToken);
            return true;
        }

        return false;
    }

    private static void RequireRoom(CloudAccount account, AccountSecrets secretFields)
    {
        if (JsonSerializer.Serialize(account).Length > LongestContent)
            throw new RefusalException(413, "ACCOUNT_TOO_LARGE", $"An account has at most {LongestContent} characters, its secrets aside.", "credAccount");
        SecretStore.RequireRoom(secretFields);
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
        DateTimeOffset.Parse(row.GetString(Created)!, CultureInfo.InvariantCulture),
        row.ETag);
}
