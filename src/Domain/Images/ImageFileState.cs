namespace ImagePublishFunctions.Domain.Images;

/// <summary>How far the file of an image has come.</summary>
public enum ImageFileState
{
    /// <summary>There is none yet.</summary>
    None,

    /// <summary>It lies in storage; nobody has looked inside.</summary>
    Uploaded,

    /// <summary>Its size, hashes and format are being determined.</summary>
    Inspecting,

    /// <summary>It was read from end to end and is what the image's format asks for: it can be published.</summary>
    Ready,

    /// <summary>It cannot be published; the file's failure says why.</summary>
    Failed,
}
