namespace ImagePublishFunctions.Storage;

/// <summary>A way to an image's file that does not pass through this service: to store it (<c>PUT</c> with <c>x-ms-blob-type: BlockBlob</c>) or to read it.</summary>
/// <param name="Url">Holds a signature: whoever knows it may do that with this one file until it expires. Never log it.</param>
/// <param name="Expires">From when on it is refused.</param>
public sealed record ImageFileUrl(Uri Url, DateTimeOffset Expires);
