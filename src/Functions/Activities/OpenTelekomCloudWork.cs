using System.Text;
using ImagePublishFunctions.Clouds;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Storage;
using ImagePublishFunctions.Storage.Containers;

namespace ImagePublishFunctions.Activities;

/// <summary>What a publication to Open Telekom Cloud sends, which way, in which parts, and what it noted on the way.</summary>
public sealed class OpenTelekomCloudWork(CatalogStore catalog, ContainerWorkStore notes)
{
    private const string Import = "import";
    private const long MiB = 1 << 20;
    private const long GiB = 1 << 30;
    private const long SmallestPart = 8 * MiB;
    private const long MostParts = 500;
    private const long NormalLimit = 128 * GiB;
    private const long QuickLimit = 1024 * GiB;
    private const int MinDiskOfUnknownDisks = 40;

    /// <summary>The image's file as it was inspected.</summary>
    /// <exception cref="CloudException">It was changed or removed meanwhile.</exception>
    public async Task<ImageFile> FileAsync(Ticket ticket, CancellationToken stop)
    {
        CatalogImage? image = await catalog.FindImageAsync(ticket.Path.Parent!, stop);
        return image is not null && image.File.WasInspected(ticket.FileETag)
            ? image.File
            : throw new CloudException(CloudErrorKind.Permanent, "IMAGE_CHANGED", "The image's file was changed or removed meanwhile.");
    }

    /// <summary>Which way a file goes.</summary>
    /// <exception cref="CloudException">None: its format, its size, or the account without object storage.</exception>
    public static OpenTelekomCloudRoute RouteOf(ImageFile file, bool hasStorage, bool hasOsVersion)
    {
        long size = file.Size!.Value;
        bool canBeRecord = file.DiskFormat is DiskFormat.Raw or DiskFormat.Vhd or DiskFormat.Qcow2;
        if (!canBeRecord && file.DiskFormat is not (DiskFormat.Vmdk or DiskFormat.Vdi or DiskFormat.Vhdx))
            throw Refused("IMAGE_FORMAT", "The image's file is no disk that Open Telekom Cloud takes: raw, qcow2, vmdk, vdi, vhd or vhdx.");
        if (!hasStorage)
        {
            if (!canBeRecord) throw Refused("NO_OBJECT_STORAGE", $"A {file.DiskFormat!.Value.WireName()} goes through object storage, which the account does not name.");
            return size < NormalLimit ? OpenTelekomCloudRoute.Upload : throw Refused("NO_OBJECT_STORAGE", "From 128 GB on an image goes through object storage, which the account does not name.");
        }

        if (size < NormalLimit) return canBeRecord ? OpenTelekomCloudRoute.Register : OpenTelekomCloudRoute.Import;
        if (file.DiskFormat != DiskFormat.Raw || size > QuickLimit) throw Refused("IMAGE_SIZE", "From 128 GB to 1 TB Open Telekom Cloud takes raw disks only, above none.");
        return hasOsVersion ? OpenTelekomCloudRoute.QuickImport : throw Refused("OS_VERSION", "From 128 GB on the field osVersion is needed.");
    }

    /// <summary>Bytes of all parts but the last, at least 8 MiB, and so many that there are at most 500.</summary>
    public static long PartSize(long size) => Math.Max(SmallestPart, (size + MostParts * MiB - 1) / (MostParts * MiB) * MiB);

    /// <summary>How many parts there are.</summary>
    public static long Parts(long size) => Math.Max(1, (size + PartSize(size) - 1) / PartSize(size));

    /// <summary>The smallest disk in GB: what was asked for, a raw file's own size, or 40 where the file does not show its disk's size.</summary>
    public static int MinDisk(Ticket ticket, ImageFile file)
    {
        int own = (int)Math.Min(1024, (file.Size!.Value + GiB - 1) / GiB);
        if (ticket.Request["minDisk"] is { } given) return int.Parse(given, System.Globalization.CultureInfo.InvariantCulture);
        return file.DiskFormat == DiskFormat.Raw ? Math.Max(1, own) : Math.Max(MinDiskOfUnknownDisks, own);
    }

    /// <summary>The object of a publication in the account's bucket.</summary>
    public static string KeyOf(Ticket ticket) => $"image-publications/{Mark(ticket)}";

    /// <summary>What tells an image of a publication from all others.</summary>
    public static KeyValuePair<string, string> TagOf(Ticket ticket) => KeyValuePair.Create("publication", Mark(ticket));

    /// <summary>The image's name in the cloud.</summary>
    public static string NameOf(Ticket ticket) => ticket.Request["displayName"]!;

    /// <summary>The job of an import: null when none was asked for, empty when one was but its id is not known.</summary>
    public async Task<string?> FindImportAsync(Ticket ticket, CancellationToken stop) =>
        await notes.ReadAsync(ticket.Path, Import, stop) is { } note ? Encoding.UTF8.GetString(note) : null;

    /// <summary>Notes an import before it is asked for (an empty job), and its job afterwards.</summary>
    public async Task NoteImportAsync(Ticket ticket, string job, CancellationToken stop)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(job));
        await notes.WriteAsync(ticket.Path, Import, content, stop);
    }

    /// <summary>Removes the notes of a publication.</summary>
    public Task ForgetAsync(Ticket ticket, CancellationToken stop) => notes.DeleteAsync(ticket.Path, stop);

    private static string Mark(Ticket ticket) => NameBasedGuid.Create(ticket.Path.Text).ToString("D");

    private static CloudException Refused(string code, string message) => new(CloudErrorKind.Permanent, code, message);
}
