namespace ImagePublishFunctions.Domain.Images;

/// <summary>One of the three sources that images come from (contracts/uforge.md §1.2), and how its paths are spelled.</summary>
public sealed class ImageFamily
{
    private const string Images = "images";

    private readonly string[] _collections;

    private ImageFamily(string writeEntitlement, params string[] collections)
    {
        WriteEntitlement = writeEntitlement;
        _collections = collections;
    }

    /// <summary><c>appliances/{aid}/images/{itid}</c>; whoever may create appliances may register their images.</summary>
    public static ImageFamily Appliance { get; } = new("appliance_create", "appliances");

    /// <summary><c>scannedinstances/{siid}/scans/{sid}/images/{itid}</c>; one entitlement guards all of a scan's images.</summary>
    public static ImageFamily Scan { get; } = new("migration_publish", "scannedinstances", "scans");

    /// <summary><c>mysoftware/{msid}/templates/{tid}/images/{tiid}</c>; one entitlement guards them all.</summary>
    public static ImageFamily ContainerTemplate { get; } = new("image_publish", "mysoftware", "templates");

    private static ImageFamily[] All => [Appliance, Scan, ContainerTemplate];

    /// <summary>The entitlement that registering, uploading and deleting such an image asks for.</summary>
    public string WriteEntitlement { get; }

    /// <summary>The family of an image's path; null when no image stands there.</summary>
    public static ImageFamily? Of(ResourcePath path) => All.FirstOrDefault(family => family.Owns(path));

    /// <summary>The path of what images stand below, from its ids, outermost first.</summary>
    /// <exception cref="ArgumentException">There are more or fewer ids than the family's paths have above an image.</exception>
    public ResourcePath ParentPath(string login, params ReadOnlySpan<long> ids)
    {
        if (ids.Length != _collections.Length)
        {
            throw new ArgumentException($"{_collections.Length} ids stand above such an image, not {ids.Length}.", nameof(ids));
        }

        var path = ResourcePath.Of(login, _collections[0], ids[0]);
        for (int i = 1; i < ids.Length; i++) path = path.Child(_collections[i], ids[i]);
        return path;
    }

    /// <summary>The path of an image, from its ids, outermost first.</summary>
    public ResourcePath ImagePath(string login, params ReadOnlySpan<long> ids) => ParentPath(login, ids[..^1]).Child(Images, ids[^1]);

    private bool Owns(ResourcePath path)
    {
        string[] segments = path.Text.Split('/');
        return segments.Length == (2 * _collections.Length) + 4
            && segments[^2] == Images
            && _collections.Index().All(collection => segments[2 + (2 * collection.Index)] == collection.Item);
    }
}
