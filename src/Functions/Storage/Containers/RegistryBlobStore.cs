using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain.Images.Containers;

namespace ImagePublishFunctions.Storage.Containers;

/// <summary>
/// Table RegistryBlobs: in which repository a user's publications last left a blob, so that the registry can take it from there. A hint
/// only: what is wrong costs one upload.
/// </summary>
public sealed class RegistryBlobStore(TableServiceClient tables)
{
    private const string Repository = nameof(Repository);
    private readonly TableClient _table = tables.GetTableClient("RegistryBlobs");

    /// <summary>The repository that had the blob; null when none is known.</summary>
    public async Task<RepositoryName?> FindAsync(string login, Uri registry, ContentDigest digest, CancellationToken cancellationToken)
    {
        try
        {
            NullableResponse<TableEntity> row = await _table.GetEntityIfExistsAsync<TableEntity>(
                Partition(login, registry), digest.Hex, cancellationToken: cancellationToken);
            return row.HasValue && RepositoryName.TryParse(row.Value!.GetString(Repository), out RepositoryName? name) ? name : null;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Notes that a repository has a blob. Makes the table, which many installations never need.</summary>
    public async Task NoteAsync(string login, Uri registry, ContentDigest digest, RepositoryName repository, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition(login, registry), digest.Hex) { [Repository] = repository.Text };
        try
        {
            await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            await _table.CreateIfNotExistsAsync(cancellationToken);
            await _table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }
    }

    /// <summary>A user's own: nobody learns from it which blobs others have.</summary>
    private static string Partition(string login, Uri registry) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{login}\n{registry.AbsoluteUri}")));
}
