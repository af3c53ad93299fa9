using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Images;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Http.UForge.Sources;

/// <summary>Appliances, scanned instances, scans, software and container templates as UForge's objects, as far as the catalogue knows them.</summary>
public static class SourceObjects
{
    /// <summary>A source of images, by the collection that it stands in.</summary>
    public static UForgeObject Create(CatalogParent parent)
    {
        ResourcePath path = ResourcePath.TryParse(parent.Path, out ResourcePath? found)
            ? found
            : throw new ArgumentException($"Nothing stands at {parent.Path}.", nameof(parent));
        UForgeObject result = path.Collection switch
        {
            "appliances" => new UForgeObject("Appliance")
            {
                ["baseImagesUri"] = path.Text + "/images",
                ["basePublishImagesUri"] = path.Text + "/pimages",
                ["name"] = parent.Name,
                ["revision"] = 1,
                ["version"] = parent.Version,
            },
            "scannedinstances" => new UForgeObject("ScannedInstance") { ["name"] = parent.Name, ["scansUri"] = path.Text + "/scans" },
            "scans" => new UForgeObject("Scan")
            {
                ["error"] = false,
                ["imagesUri"] = path.Text + "/images",
                ["name"] = parent.Name,
                ["scannedInstanceUri"] = path.Parent!.Text,
                ["status"] = new UForgeObject("OpStatus")
                {
                    ["cancelled"] = false,
                    ["complete"] = true,
                    ["error"] = false,
                    ["message"] = "Done",
                    ["percentage"] = 100,
                },
            },
            "mysoftware" => new UForgeObject("MySoftware")
            {
                ["name"] = parent.Name,
                ["version"] = parent.Version,
                ["containerTemplatesUri"] = path.Text + "/templates",
            },
            _ => new UForgeObject("ContainerTemplate") { ["imagesUri"] = path.Text + "/images" },
        };
        result["created"] = parent.Created;
        result["dbId"] = path.Id;
        result["lastModified"] = parent.LastModified;
        result["uri"] = path.Text;
        return result;
    }
}
