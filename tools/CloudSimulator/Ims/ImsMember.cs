namespace CloudSimulator.Ims;

/// <summary>A project that an image is shared with.</summary>
internal sealed record ImsMember(string Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
