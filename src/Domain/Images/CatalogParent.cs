namespace ImagePublishFunctions.Domain.Images;

/// <summary>
/// What images stand below: an appliance, a scanned instance and its scan, a software component and its container template.
/// It comes into being with the first image that is registered below it.
/// </summary>
public sealed record CatalogParent
{
    /// <summary>Where it stands, for example <c>users/guest/appliances/5</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Its name. A scanned instance and a software component take that of the scan or template registered last.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, free text such as <c>1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>When its first image was registered.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When an image was registered below it last.</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The stored row's entity tag, new after every change; empty for a parent that was never stored.</summary>
    public string ETag { get; init; } = "";
}
