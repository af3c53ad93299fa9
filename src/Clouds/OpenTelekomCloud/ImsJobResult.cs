namespace ImagePublishFunctions.Clouds.OpenTelekomCloud;

/// <summary>What a member job says of one item. Every field may be missing: the cloud's own samples lack the project.</summary>
public sealed record ImsJobResult(string? ImageId, string? ProjectId, string? Status)
{
    /// <summary>Whether the cloud says that the item was done; null where it says nothing.</summary>
    public bool? IsSuccess => Status?.Equals("success", StringComparison.OrdinalIgnoreCase);
}
