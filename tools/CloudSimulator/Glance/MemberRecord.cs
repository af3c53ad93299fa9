namespace CloudSimulator.Glance;

/// <summary>A row of an image's members.</summary>
internal sealed record MemberRecord(Guid Image, string Project, string Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
