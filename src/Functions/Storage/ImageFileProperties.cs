namespace ImagePublishFunctions.Storage;

/// <summary>What storage says of an image's file.</summary>
/// <param name="ETag">Changes with every write.</param>
/// <param name="Size">In bytes.</param>
public sealed record ImageFileProperties(string ETag, long Size);
