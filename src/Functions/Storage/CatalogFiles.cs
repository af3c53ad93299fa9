using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;

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
    /// Removes an image and its file, the file first, so that a repeat after a crash finishes it. A publication that is reading the
    /// file fails with that reason.
    /// </summary>
    public async Task DeleteAsync(ResourcePath path, CancellationToken cancellationToken)
    {
        await files.DeleteAsync(path, cancellationToken);
        await catalog.DeleteImageAsync(path, cancellationToken);
    }
}
