namespace ImagePublishFunctions.Domain.Images;

/// <summary>What the bytes of a file say it is.</summary>
/// <param name="Format">The format; null for one that no image is kept in, such as a zip archive.</param>
/// <param name="Description">The format with its article, for a sentence: <c>a qcow2 disk</c>.</param>
/// <param name="Refusal">
/// Why no image may have this file, in a sentence for its user; null when one may. A disk that points to other files is refused:
/// whoever opens it on a server would read that server's files.
/// </param>
public sealed record DetectedFormat(DiskFormat? Format, string Description, string? Refusal = null);
