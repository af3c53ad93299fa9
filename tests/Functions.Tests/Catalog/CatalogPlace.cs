using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ImagePublishFunctions.Activities;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.TestServers;

namespace ImagePublishFunctions.Functions.Tests.Catalog;

/// <summary>A catalogue on the run's real Azurite for one test: its user is nobody else's.</summary>
internal sealed class CatalogPlace
{
    private CatalogPlace(string connection)
    {
        var blobs = new BlobServiceClient(connection);
        Tables = new TableServiceClient(connection);
        Catalog = new CatalogStore(Tables, TimeProvider.System);
        Files = new ImageFileStore(blobs, TimeProvider.System);
        CatalogFiles = new CatalogFiles(Catalog, Files);
        Activities = new ImageFileActivities(Catalog, Files);
    }

    public string Login { get; } = SharedAzurite.UniqueName("user.");

    public TableServiceClient Tables { get; }

    public CatalogStore Catalog { get; }

    public ImageFileStore Files { get; }

    public CatalogFiles CatalogFiles { get; }

    public ImageFileActivities Activities { get; }

    public static async Task<CatalogPlace> CreateAsync(SharedAzurite azurite)
    {
        var place = new CatalogPlace(azurite.ConnectionString);
        await place.Catalog.EnsureAsync(CancellationToken.None);
        await place.Files.EnsureAsync(CancellationToken.None);
        return place;
    }

    public ResourcePath Path(long appliance = 5, long image = 116) => ImageFamily.Appliance.ImagePath(Login, appliance, image);

    public CatalogImage Image(long appliance = 5, long image = 116, string format = "raw") => new()
    {
        Path = Path(appliance, image).Text,
        Name = "web",
        Version = "1.0",
        Format = format,
        ParentName = "appliance " + appliance.ToString(CultureInfo.InvariantCulture),
        ParentVersion = "2.0",
    };

    public async Task<CatalogImage> RegisterAsync(CatalogImage image) =>
        (await Catalog.RegisterAsync(image, CancellationToken.None)).Image;

    /// <summary>Registers an image and stores its file, as far as the catalogue's knowledge of it goes without an inspection.</summary>
    public async Task<CatalogImage> RegisterWithFileAsync(byte[] content, string format = "raw")
    {
        await RegisterAsync(Image(format: format));
        await WriteFileAsync(content);
        return (await CatalogFiles.RefreshAsync(Path(), CancellationToken.None))!;
    }

    public Task WriteFileAsync(byte[] content) => Files.TryWriteAsync(Path(), new MemoryStream(content), CancellationToken.None);

    public Task<CatalogImage?> FindAsync() => Catalog.FindImageAsync(Path(), CancellationToken.None);
}
