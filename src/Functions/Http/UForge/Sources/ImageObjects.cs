using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Http.UForge.Sources;

/// <summary>Images of the catalogue as UForge's objects: all that clients read before they publish one.</summary>
public static class ImageObjects
{
    /// <summary>An image.</summary>
    public static UForgeObject Create(CatalogImage image)
    {
        ResourcePath path = PathOf(image);
        UForgeObject result = new("Image")
        {
            ["created"] = image.Created,
            ["dbId"] = path.Id,
            ["lastModified"] = image.LastModified,
            ["size"] = image.File.Size ?? 0,
            ["status"] = StatusFields(image),
            ["uploaded"] = image.File.State != ImageFileState.None,
            ["parentUri"] = path.Parent!.Text,
            ["compress"] = image.File.State != ImageFileState.None,
            ["fileSize"] = image.File.Size ?? 0,
            ["format"] = FormatOf(image.Format),
            ["targetFormat"] = ImageFormat.TryFind(image.Format, out ImageFormat? format)
                ? new UForgeObject("TargetFormat") { ["name"] = format.Label, ["format"] = FormatOf(format.Name) }
                : null,
            ["imageCreated"] = true,
            ["name"] = image.Name,
            ["revision"] = image.Revision ?? 1,
            ["simulated"] = false,
            ["statusUri"] = path.Text + "/status",
            ["uri"] = path.Text,
            ["version"] = image.Version,
        };
        if (image.DownloadKey is { } key && image.File.State != ImageFileState.None)
        {
            result["downloadKey"] = key;
            result["downloadUri"] = $"{path.Text}/downloads?id={key}";
        }

        return result;
    }

    /// <summary>The status of an image, as its own resource.</summary>
    public static UForgeObject Status(CatalogImage image)
    {
        UForgeObject status = StatusFields(image);
        status["created"] = image.Created;
        status["dbId"] = PathOf(image).Id;
        status["lastModified"] = image.LastModified;
        status["parentUri"] = image.Path;
        status["uri"] = image.Path + "/status";
        return status;
    }

    private static ResourcePath PathOf(CatalogImage image) =>
        ResourcePath.TryParse(image.Path, out ResourcePath? path) ? path : throw new ArgumentException($"No image stands at {image.Path}.", nameof(image));

    /// <summary>An image can be published, and so is complete, once it has a file; that is inspected by the first publication.</summary>
    private static UForgeObject StatusFields(CatalogImage image)
    {
        bool isFailed = image.File.State == ImageFileState.Failed;
        bool isThere = image.File.State != ImageFileState.None;
        return new UForgeObject("OpStatus")
        {
            ["cancelled"] = false,
            ["complete"] = isThere,
            ["detailedError"] = false,
            ["error"] = isFailed,
            ["errorMessage"] = image.File.Failure,
            ["message"] = isFailed ? "Not publishable" : isThere ? "Done" : "Waiting for its file",
            ["percentage"] = isThere ? 100 : 0,
        };
    }

    private static UForgeObject? FormatOf(string name) =>
        UForgeSchema.FormatNames.Contains(name) ? new UForgeObject("ImageFormat") { ["name"] = name } : null;
}
