using Azure.Data.Tables;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;

namespace ImagePublishFunctions.Storage;

/// <summary>The columns of table Catalog. <see cref="Kind"/> is the collection that the row's path ends in.</summary>
internal static class CatalogRow
{
    public const string Kind = nameof(Kind);
    public const string ImageKind = "images";

    private const string FilePrefix = "File";

    public static TableEntity From(CatalogImage image) => new Columns(image.Path)
    {
        { nameof(image.Name), image.Name },
        { nameof(image.Version), image.Version },
        { nameof(image.Format), image.Format },
        { nameof(image.ParentName), image.ParentName },
        { nameof(image.ParentVersion), image.ParentVersion },
        { nameof(image.Revision), image.Revision },
        { nameof(image.Description), image.Description },
        { nameof(image.OsType), image.OsType },
        { nameof(image.Architecture), image.Architecture },
        { nameof(image.Tags), image.Tags },
        { nameof(image.DownloadKey), image.DownloadKey },
        { nameof(image.Created), image.Created },
        { nameof(image.LastModified), image.LastModified },
        { FilePrefix + nameof(ImageFile.State), image.File.State.ToString() },
        { FilePrefix + nameof(ImageFile.ETag), image.File.ETag },
        { FilePrefix + nameof(ImageFile.Size), image.File.Size },
        { FilePrefix + nameof(ImageFile.Md5), image.File.Md5 },
        { FilePrefix + nameof(ImageFile.Sha256), image.File.Sha256 },
        { FilePrefix + nameof(ImageFile.Sha512), image.File.Sha512 },
        { FilePrefix + nameof(ImageFile.DiskFormat), image.File.DiskFormat?.ToString() },
        { FilePrefix + nameof(ImageFile.Failure), image.File.Failure },
    }.Entity;

    public static TableEntity From(CatalogParent parent) => new Columns(parent.Path)
    {
        { nameof(parent.Name), parent.Name },
        { nameof(parent.Version), parent.Version },
        { nameof(parent.Created), parent.Created },
        { nameof(parent.LastModified), parent.LastModified },
    }.Entity;

    public static CatalogImage ToImage(TableEntity row) => new()
    {
        Path = TableKey.Decode(row.RowKey),
        Name = Text(row, nameof(CatalogImage.Name)),
        Version = Text(row, nameof(CatalogImage.Version)),
        Format = Text(row, nameof(CatalogImage.Format)),
        ParentName = Text(row, nameof(CatalogImage.ParentName)),
        ParentVersion = Text(row, nameof(CatalogImage.ParentVersion)),
        Revision = row.GetInt32(nameof(CatalogImage.Revision)),
        Description = row.GetString(nameof(CatalogImage.Description)),
        OsType = row.GetString(nameof(CatalogImage.OsType)),
        Architecture = row.GetString(nameof(CatalogImage.Architecture)),
        Tags = row.GetString(nameof(CatalogImage.Tags)) ?? "",
        DownloadKey = row.GetString(nameof(CatalogImage.DownloadKey)),
        Created = row.GetDateTimeOffset(nameof(CatalogImage.Created)).GetValueOrDefault(),
        LastModified = row.GetDateTimeOffset(nameof(CatalogImage.LastModified)).GetValueOrDefault(),
        ETag = row.ETag.ToString(),
        File = new ImageFile
        {
            State = Enum.Parse<ImageFileState>(Text(row, FilePrefix + nameof(ImageFile.State))),
            ETag = row.GetString(FilePrefix + nameof(ImageFile.ETag)),
            Size = row.GetInt64(FilePrefix + nameof(ImageFile.Size)),
            Md5 = row.GetString(FilePrefix + nameof(ImageFile.Md5)),
            Sha256 = row.GetString(FilePrefix + nameof(ImageFile.Sha256)),
            Sha512 = row.GetString(FilePrefix + nameof(ImageFile.Sha512)),
            DiskFormat = row.GetString(FilePrefix + nameof(ImageFile.DiskFormat)) is { } format ? Enum.Parse<DiskFormat>(format) : null,
            Failure = row.GetString(FilePrefix + nameof(ImageFile.Failure)),
        },
    };

    public static CatalogParent ToParent(TableEntity row) => new()
    {
        Path = TableKey.Decode(row.RowKey),
        Name = Text(row, nameof(CatalogParent.Name)),
        Version = Text(row, nameof(CatalogParent.Version)),
        Created = row.GetDateTimeOffset(nameof(CatalogParent.Created)).GetValueOrDefault(),
        LastModified = row.GetDateTimeOffset(nameof(CatalogParent.LastModified)).GetValueOrDefault(),
        ETag = row.ETag.ToString(),
    };

    private static string Text(TableEntity row, string column) =>
        row.GetString(column) ?? throw new InvalidDataException($"Row {row.RowKey} of table Catalog has no {column}.");

    /// <summary>A row that leaves out what has no value, since a table stores no nulls.</summary>
    private sealed class Columns : System.Collections.IEnumerable
    {
        public Columns(string text)
        {
            if (!ResourcePath.TryParse(text, out ResourcePath? path))
                throw new ArgumentException($"'{text}' is no resource.", nameof(text));
            Entity = new TableEntity(TableKey.Partition(path.Login), TableKey.Row(path)) { [Kind] = path.Collection };
        }

        public TableEntity Entity { get; }

        public void Add(string name, object? value)
        {
            if (value is not null) Entity[name] = value;
        }

        public System.Collections.IEnumerator GetEnumerator() => ((System.Collections.IEnumerable)Entity).GetEnumerator();
    }
}
