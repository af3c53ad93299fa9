namespace ImagePublishFunctions.Clouds.OpenStack;

/// <summary>An image as Glance shows it.</summary>
/// <param name="Status">See <see cref="GlanceImageStatus"/>.</param>
/// <param name="Owner">A project's id.</param>
/// <param name="Size">Bytes; null until the data are there.</param>
/// <param name="Checksum">MD5 in lower-case hexadecimal; null until the data are there, or where the cloud makes none.</param>
/// <param name="HashAlgorithm">sha512, sha256, blake2b …, the cloud's own choice; null until the data are there.</param>
/// <param name="HashValue">Lower-case hexadecimal; null until the data are there.</param>
/// <param name="Properties">The strings among the members that are not Glance's own.</param>
public sealed record GlanceImage(
    Guid Id,
    string? Name,
    string Status,
    string? Visibility,
    string? Owner,
    string? DiskFormat,
    string? ContainerFormat,
    long? Size,
    string? Checksum,
    string? HashAlgorithm,
    string? HashValue,
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, string> Properties);
