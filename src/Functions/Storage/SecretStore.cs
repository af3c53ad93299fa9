using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain.Accounts;
using ImagePublishFunctions.Http;
using Microsoft.AspNetCore.DataProtection;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// The only place where credentials of clouds are kept: table Secrets, one row an opaque name, encrypted with Data Protection.
/// Whoever keeps the name finds the secret; the name itself says nothing.
/// </summary>
public sealed class SecretStore(TableServiceClient tables, IDataProtectionProvider protection)
{
    private const string Row = "secret";
    private const string Content = "Content";

    /// <summary>Most bytes of secrets: a property holds 64 KiB, encryption adds less than the difference.</summary>
    private const int Longest = 60 * 1024;

    private readonly TableClient _table = tables.GetTableClient("Secrets");
    private readonly IDataProtector _protector = protection.CreateProtector("Secrets");

    /// <summary>Makes the table when it is missing.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Refuses secrets that a row does not hold: for a door that writes something else first.</summary>
    /// <exception cref="RefusalException">413.</exception>
    public static void RequireRoom(AccountSecrets secrets)
    {
        if (JsonSerializer.SerializeToUtf8Bytes(secrets.Values).Length > Longest)
            throw new RefusalException(413, "SECRETS_TOO_LARGE", $"The secrets of an account, certificates too, have at most {Longest} bytes.", "credAccount");
    }

    /// <summary>Keeps secrets under a name, in place of what stood there.</summary>
    public Task PutAsync(string name, AccountSecrets secrets, CancellationToken cancellationToken)
    {
        var row = new TableEntity(name, Row) { [Content] = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(secrets.Values)) };
        return _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>The secrets kept under a name, null when there are none.</summary>
    public async Task<AccountSecrets?> FindAsync(string name, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(name, Row, cancellationToken: cancellationToken);
        if (!row.HasValue) return null;
        byte[] content = _protector.Unprotect(row.Value!.GetBinary(Content)!);
        return new AccountSecrets(JsonSerializer.Deserialize<Dictionary<string, string>>(content)!);
    }

    /// <summary>Removes what is kept under a name; nothing there is no error.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _table.DeleteEntityAsync(name, Row, ETag.All, cancellationToken);
}
