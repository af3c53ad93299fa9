namespace ImagePublishFunctions.Storage;

/// <summary>A way to store an image's file directly: <c>PUT</c> there with <c>x-ms-blob-type: BlockBlob</c>.</summary>
/// <param name="Url">Holds a signature: whoever knows it may write this one file until it expires. Never log it.</param>
/// <param name="Expires">From when on it is refused.</param>
public sealed record ImageFileUploadUrl(Uri Url, DateTimeOffset Expires);
