namespace ImagePublishFunctions.Domain.Images;

/// <summary>The file of an image, as far as it is known: size and hashes stand only after an inspection.</summary>
public sealed record ImageFile
{
    /// <summary>An image without a file.</summary>
    public static ImageFile None { get; } = new();

    /// <summary>How far it has come.</summary>
    public ImageFileState State { get; init; }

    /// <summary>The ETag that storage gave the file; every later read insists on it, so that what was inspected is published.</summary>
    public string? ETag { get; init; }

    /// <summary>In bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Lower-case hexadecimal, as are the others.</summary>
    public string? Md5 { get; init; }

    /// <inheritdoc cref="Md5"/>
    public string? Sha256 { get; init; }

    /// <inheritdoc cref="Md5"/>
    public string? Sha512 { get; init; }

    /// <summary>What the file's bytes say it is; null when that is unknown.</summary>
    public DiskFormat? DiskFormat { get; init; }

    /// <summary>Why the file cannot be published, for its user to read; set exactly in state <see cref="ImageFileState.Failed"/>.</summary>
    public string? Failure { get; init; }

    /// <summary>True when the file of this ETag was read from end to end, so that reading it again tells nothing new.</summary>
    public bool WasInspected(string eTag) =>
        ETag == eTag && Sha256 is not null && State is ImageFileState.Ready or ImageFileState.Failed;
}
