using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Security;

namespace ImagePublishFunctions.Storage;

/// <summary>Users, in table Accounts: partition = login, row <c>user</c>.</summary>
public sealed class UserStore(TableServiceClient tables)
{
    private const string Row = "user";
    private readonly TableClient _table = tables.GetTableClient("Accounts");

    /// <summary>Makes the table when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>The user with a login name, null when there is none.</summary>
    public async Task<User?> FindAsync(string login, CancellationToken cancellationToken)
    {
        // Nobody has a longer one, and a table takes no key of any length.
        if (login.Length > User.LongestLogin) return null;
        NullableResponse<TableEntity> found =
            await _table.GetEntityIfExistsAsync<TableEntity>(TableKey.Partition(login), Row, cancellationToken: cancellationToken);
        return found.HasValue ? Read(login, found.Value!) : null;
    }

    /// <summary>All users, by login name; pages are read as they are consumed.</summary>
    public async IAsyncEnumerable<User> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>($"RowKey eq '{Row}'", cancellationToken: cancellationToken))
            yield return Read(TableKey.Decode(row.PartitionKey), row);
    }

    /// <summary>Keeps a user in place of what stood there.</summary>
    public Task PutAsync(User user, CancellationToken cancellationToken) => ChangeAsync(user.Login, _ => user, cancellationToken);

    /// <summary>Makes or changes a user, again and again until no other writer came between: a change never undoes another's.</summary>
    /// <param name="login">The login name.</param>
    /// <param name="change">Makes the new user of the present one, null where there is none; null to leave all as it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The user as it then stands, and whether it is new.</returns>
    public async Task<(User? User, bool IsNew)> ChangeAsync(string login, Func<User?, User?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            NullableResponse<TableEntity> found =
                await _table.GetEntityIfExistsAsync<TableEntity>(TableKey.Partition(login), Row, cancellationToken: cancellationToken);
            User? seen = found.HasValue ? Read(login, found.Value!) : null;
            if (change(seen) is not { } changed) return (seen, false);
            try
            {
                if (seen is null) await _table.AddEntityAsync(Write(changed), cancellationToken);
                else await _table.UpdateEntityAsync(Write(changed), found.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                return (changed, seen is null);
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // another writer came first: look again
            }
        }
    }

    private static TableEntity Write(User user) => new(TableKey.Partition(user.Login), Row)
    {
        [nameof(User.PasswordHash)] = user.PasswordHash,
        [nameof(User.IsAdministrator)] = user.IsAdministrator,
        [nameof(User.IsDisabled)] = user.IsDisabled,
        [nameof(User.Entitlements)] = string.Join(' ', user.Entitlements),
    };

    private static User Read(string login, TableEntity row) => new()
    {
        Login = login,
        PasswordHash = row.GetString(nameof(User.PasswordHash)),
        IsAdministrator = row.GetBoolean(nameof(User.IsAdministrator)) ?? false,
        IsDisabled = row.GetBoolean(nameof(User.IsDisabled)) ?? false,
        Entitlements = (row.GetString(nameof(User.Entitlements)) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
    };
}
