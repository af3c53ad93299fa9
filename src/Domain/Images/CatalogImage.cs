namespace ImagePublishFunctions.Domain.Images;

/// <summary>An image that can be published, as the catalogue keeps it.</summary>
public sealed record CatalogImage
{
    /// <summary>
    /// Where it stands: <c>users/{uid}/appliances/{aid}/images/{itid}</c>,
    /// <c>users/{uid}/scannedinstances/{siid}/scans/{sid}/images/{itid}</c>
    /// or <c>users/{uid}/mysoftware/{msid}/templates/{tid}/images/{tiid}</c>; see <see cref="ImageFamily"/>.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The user's name for it.</summary>
    public required string Name { get; init; }

    /// <summary>The user's version of it, free text such as <c>1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>UForge's name of its format; one of <see cref="ImageFormat.All"/>.</summary>
    public required string Format { get; init; }

    /// <summary>The name of the appliance, scan or template that it was made from.</summary>
    public required string ParentName { get; init; }

    /// <summary>The version of the appliance, scan or template.</summary>
    public required string ParentVersion { get; init; }

    /// <summary>A number that grows with each generation from the same parent; null when the generator gave none.</summary>
    public int? Revision { get; init; }

    /// <summary>Free text for people.</summary>
    public string? Description { get; init; }

    /// <summary>The operating system's kind in the words of OpenStack's <c>os_type</c>, for example <c>linux</c>.</summary>
    public string? OsType { get; init; }

    /// <summary>The processor in the words of OpenStack's <c>architecture</c>, for example <c>x86_64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>The tags that it gets in a cloud that has tags, one a line; empty for none.</summary>
    public string Tags { get; init; } = "";

    /// <summary>What lets one download of its file pass without a login; drawn anew once it is used.</summary>
    public string? DownloadKey { get; init; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When anything of it changed last, its file included.</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>Its file.</summary>
    public ImageFile File { get; init; } = ImageFile.None;

    /// <summary>The stored row's entity tag, new after every change; empty for an image that was never stored.</summary>
    public string ETag { get; init; } = "";
}
