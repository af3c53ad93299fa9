namespace ImagePublishFunctions.Domain.Publishing;

/// <summary>A kind of publication (UForge's PublishImage subtypes).</summary>
public sealed record PublicationType(string Name)
{
    /// <summary>All types that are read, stored and written.</summary>
    public static IReadOnlyList<PublicationType> All { get; } = [new("PublishImageOpenStack")];
}
