using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Http;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Table Catalog: images and what they stand below, a row each; partition = login, row = path. Every write is guarded by the row's
/// entity tag, so that a registration and an inspection at the same time lose nothing of each other.
/// </summary>
public sealed class CatalogStore(TableServiceClient tables, TimeProvider time)
{
    /// <summary>How often a write starts over when others write the same rows: enough for a build farm.</summary>
    private const int Attempts = 20;

    private readonly TableClient _table = tables.GetTableClient("Catalog");

    /// <summary>Makes the table if it is missing; called once at start.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>
    /// Stores an image and what it stands below in one transaction. Of an image that is there already the file is kept, but looked at
    /// anew when its format changes; the time of its creation stays.
    /// </summary>
    /// <returns>The image as stored, and whether it is new.</returns>
    /// <exception cref="RefusalException">503 when others keep writing the same rows.</exception>
    public async Task<(CatalogImage Image, bool Created)> RegisterAsync(CatalogImage image, CancellationToken cancellationToken)
    {
        ResourcePath path = Parse(image.Path);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            CatalogImage? old = await FindImageAsync(path, cancellationToken);
            DateTimeOffset now = time.GetUtcNow();
            CatalogImage stored = image with { Created = old?.Created ?? now, LastModified = now, File = Kept(old, image.Format), DownloadKey = old?.DownloadKey ?? NewKey() };
            List<TableTransactionAction> actions = [Write(CatalogRow.From(stored), old?.ETag)];
            for (ResourcePath? above = path.Parent; above is not null; above = above.Parent)
            {
                CatalogParent? parent = await FindParentAsync(above, cancellationToken);
                if (parent is not null && parent.Name == image.ParentName && parent.Version == image.ParentVersion) continue;
                var named = new CatalogParent
                {
                    Path = above.Text,
                    Name = image.ParentName,
                    Version = image.ParentVersion,
                    Created = parent?.Created ?? now,
                    LastModified = now,
                };
                actions.Add(Write(CatalogRow.From(named), parent?.ETag));
            }

            try
            {
                Response<IReadOnlyList<Response>> done = await _table.SubmitTransactionAsync(actions, cancellationToken);
                return (stored with { ETag = done.Value[0].Headers.ETag.ToString()! }, old is null);
            }
            catch (RequestFailedException e) when (IsConflict(e))
            {
            }
        }

        throw new RefusalException(503, "CATALOG_BUSY", "The image is being changed by others at the moment. Try again.");
    }

    /// <summary>Reads an image; null when there is none.</summary>
    public async Task<CatalogImage?> FindImageAsync(ResourcePath path, CancellationToken cancellationToken) =>
        path.Collection == CatalogRow.ImageKind && await FindAsync(path, cancellationToken) is { } row ? CatalogRow.ToImage(row) : null;

    /// <summary>Reads an appliance, scanned instance, scan, software component or container template; null when there is none.</summary>
    public async Task<CatalogParent?> FindParentAsync(ResourcePath path, CancellationToken cancellationToken) =>
        path.Collection != CatalogRow.ImageKind && await FindAsync(path, cancellationToken) is { } row ? CatalogRow.ToParent(row) : null;

    /// <summary>All images of a user, ordered by path; pages are read as they are consumed.</summary>
    public IAsyncEnumerable<CatalogImage> ListImagesAsync(string login, CancellationToken cancellationToken) =>
        ListAsync(TableKey.PartitionFilter(login), CatalogRow.ImageKind, CatalogRow.ToImage, cancellationToken);

    /// <summary>All images below an appliance, a scanned instance, a scan and so on, ordered by path.</summary>
    public IAsyncEnumerable<CatalogImage> ListImagesAsync(ResourcePath below, CancellationToken cancellationToken) =>
        ListAsync(TableKey.BelowFilter(below), CatalogRow.ImageKind, CatalogRow.ToImage, cancellationToken);

    /// <summary>A user's parents of one kind, ordered by path.</summary>
    /// <param name="login">The user.</param>
    /// <param name="collection"><c>appliances</c>, <c>scannedinstances</c>, <c>scans</c>, <c>mysoftware</c> or <c>templates</c>.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public IAsyncEnumerable<CatalogParent> ListParentsAsync(string login, string collection, CancellationToken cancellationToken) =>
        ListAsync(TableKey.PartitionFilter(login), TableKey.Encode(collection), CatalogRow.ToParent, cancellationToken);

    /// <summary>Writes what is known of an image's file, if the row is still the one that was read.</summary>
    /// <returns>The image as stored; null when it was changed or deleted meanwhile: read it again and decide anew.</returns>
    public async Task<CatalogImage?> TrySetFileAsync(CatalogImage read, ImageFile file, CancellationToken cancellationToken)
    {
        CatalogImage stored = read with { File = file, LastModified = time.GetUtcNow() };
        try
        {
            Response done = await _table.UpdateEntityAsync(
                CatalogRow.From(stored), new ETag(read.ETag), TableUpdateMode.Replace, cancellationToken);
            return stored with { ETag = done.Headers.ETag.ToString()! };
        }
        catch (RequestFailedException e) when (IsConflict(e))
        {
            return null;
        }
    }

    /// <summary>Gives an image another download key, if the row is still the one that was read.</summary>
    public async Task<bool> TrySetDownloadKeyAsync(CatalogImage read, string key, CancellationToken cancellationToken)
    {
        try
        {
            await _table.UpdateEntityAsync(
                CatalogRow.From(read with { DownloadKey = key }), new ETag(read.ETag), TableUpdateMode.Replace, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (IsConflict(e))
        {
            return false;
        }
    }

    /// <summary>Removes an image's row if it is still the one that was read. What it stood below stays.</summary>
    public async Task<bool> TryDeleteImageAsync(CatalogImage read, CancellationToken cancellationToken)
    {
        ResourcePath path = Parse(read.Path);
        try
        {
            Response done = await _table.DeleteEntityAsync(
                TableKey.Partition(path.Login), TableKey.Row(path), new ETag(read.ETag), cancellationToken);
            return done.Status != 404;
        }
        catch (RequestFailedException e) when (IsConflict(e))
        {
            return false;
        }
    }

    private static TableTransactionAction Write(TableEntity row, string? oldETag) => oldETag is null
        ? new TableTransactionAction(TableTransactionActionType.Add, row)
        : new TableTransactionAction(TableTransactionActionType.UpdateReplace, row, new ETag(oldETag));

    private static ImageFile Kept(CatalogImage? old, string format) =>
        old is null ? ImageFile.None
        : old.Format == format || old.File.State == ImageFileState.None ? old.File
        : new ImageFile { State = ImageFileState.Uploaded, ETag = old.File.ETag, Size = old.File.Size };

    private static ResourcePath Parse(string text) =>
        ResourcePath.TryParse(text, out ResourcePath? path) && ImageFamily.Of(path) is not null
            ? path
            : throw new ArgumentException($"No image stands at '{text}'.", nameof(text));

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static bool IsConflict(RequestFailedException e) => e.Status is 404 or 409 or 412;

    private async Task<TableEntity?> FindAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> found = await _table.GetEntityIfExistsAsync<TableEntity>(
            TableKey.Partition(path.Login), TableKey.Row(path), cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    private async IAsyncEnumerable<T> ListAsync<T>(
        string rows, string kind, Func<TableEntity, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string filter = $"{rows} and {CatalogRow.Kind} eq '{kind}'";
        await foreach (TableEntity row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            yield return read(row);
    }
}
