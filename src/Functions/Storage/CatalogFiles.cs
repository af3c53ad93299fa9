using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Http;

namespace ImagePublishFunctions.Storage;

/// <summary>
/// Keeps what the catalogue says of an image's file in step with the file itself, which callers may replace at any time through an
/// upload URL.
/// </summary>
public sealed class CatalogFiles(CatalogStore catalog, ImageFileStore files)
{
    /// <summary>
    /// Compares an image with its file. A file that the catalogue doesn't know yet makes the image's file
    /// <see cref="ImageFileState.Uploaded"/>, a missing one <see cref="ImageFileState.None"/>; otherwise all stays.
    /// </summary>
    /// <returns>The image as stored now; null when there is none.</returns>
    public async Task<CatalogImage?> RefreshAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        while (await catalog.FindImageAsync(path, cancellationToken) is { } image)
        {
            ImageFileProperties? file = await files.FindAsync(path, cancellationToken);
            if (file?.ETag == image.File.ETag) return image;
            ImageFile known = file is null
                ? ImageFile.None
                : new ImageFile { State = ImageFileState.Uploaded, ETag = file.ETag, Size = file.Size };
            if (await catalog.TrySetFileAsync(image, known, cancellationToken) is { } stored) return stored;
        }

        return null;
    }

    /// <summary>
    /// Stores a file of an image while it is read. Where the image is deleted meanwhile, the file goes as well: an image that is registered
    /// at the same path later has none.
    /// </summary>
    /// <returns>The image as stored now; null when there is none.</returns>
    /// <exception cref="RefusalException">409 when another request stored or removed the file at the same time.</exception>
    public async Task<CatalogImage?> WriteAsync(ResourcePath path, Stream content, CancellationToken cancellationToken)
    {
        string eTag = await files.TryWriteAsync(path, content, cancellationToken)
            ?? throw new RefusalException(409, "FILE_CHANGED_MEANWHILE", "Another request stored or removed the file at the same time. Send it again.");
        if (await RefreshAsync(path, cancellationToken) is { } image) return image;
        await files.DeleteAsync(path, eTag, cancellationToken);
        return null;
    }

    /// <summary>
    /// Removes an image and its file, the file first, so that a repeat after a crash finishes it; again when the image was changed meanwhile,
    /// which may have brought it another file. A publication that is reading the file fails with that reason.
    /// </summary>
    /// <returns>False when there is no such image.</returns>
    public async Task<bool> DeleteAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        while (await catalog.FindImageAsync(path, cancellationToken) is { } image)
        {
            await files.DeleteAsync(path, null, cancellationToken);
            if (await catalog.TryDeleteImageAsync(image, cancellationToken)) return true;
        }

        return false;
    }
}
