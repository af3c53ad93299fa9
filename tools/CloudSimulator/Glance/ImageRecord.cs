using System.Collections.Immutable;

namespace CloudSimulator.Glance;

/// <summary>An image as it is kept; immutable, replaced as a whole in <see cref="ImageStore"/>.</summary>
internal sealed record ImageRecord
{
    public const string Queued = "queued";
    public const string Saving = "saving";
    public const string Active = "active";
    public const string Deleted = "deleted";

    public required Guid Id { get; init; }

    /// <summary>A project's id.</summary>
    public required string Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string Status { get; init; } = Queued;

    public string? Name { get; init; }

    public string Visibility { get; init; } = "shared";

    public string? DiskFormat { get; init; }

    public string? ContainerFormat { get; init; }

    public bool Protected { get; init; }

    public int MinDisk { get; init; }

    public int MinRam { get; init; }

    public long? Size { get; init; }

    /// <summary>MD5, lower-case hexadecimal.</summary>
    public string? Checksum { get; init; }

    /// <summary>SHA-512, lower-case hexadecimal.</summary>
    public string? Hash { get; init; }

    public ImmutableSortedSet<string> Tags { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Properties { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Who sees the image; what is not seen is not there.</summary>
    public bool IsVisibleTo(string? project, bool isAdmin) =>
        Status != Deleted && (isAdmin || Owner == project || Visibility is "public" or "community");
}
