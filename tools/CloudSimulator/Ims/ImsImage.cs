using System.Collections.Immutable;

namespace CloudSimulator.Ims;

/// <summary>An image of IMS.</summary>
internal sealed record ImsImage
{
    public required Guid Id { get; init; }

    /// <summary>A project's id.</summary>
    public required string Owner { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>queued, saving, active or killed.</summary>
    public string Status { get; init; } = "queued";

    public string Visibility { get; init; } = "private";

    public string DiskFormat { get; init; } = "zvhd2";

    public int MinDisk { get; init; }

    public long? Size { get; init; }

    /// <summary>Where the data are, if there are any.</summary>
    public string? File { get; init; }

    /// <summary>The key that it is encrypted with.</summary>
    public string? KeyId { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    public ImmutableDictionary<string, ImsMember> Members { get; init; } = ImmutableDictionary<string, ImsMember>.Empty;
}
