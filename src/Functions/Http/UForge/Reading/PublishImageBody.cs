using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>A publication as a request asks for it: read and lexically checked, its type not yet decided.</summary>
public sealed record PublishImageBody
{
    /// <summary>The type that the body claims; null when it claims none.</summary>
    public string? TypeHint { get; init; }

    /// <summary>
    /// The source: <c>parentUri</c>, before July 2018 <c>applianceUri</c>. On image-scoped paths the path wins over it.
    /// </summary>
    public string? ParentUri { get; init; }

    /// <summary>The image; on image-scoped paths the path wins over it.</summary>
    public string? ImageUri { get; init; }

    /// <summary>The target account; null when the body has none.</summary>
    public CredAccountBody? Account { get; init; }

    /// <summary>Ids of the projects that the image is shared with once it is published: <c>shareWith</c>, which UForge does not have.</summary>
    public IReadOnlyList<string> ShareWith { get; init; } = [];

    /// <summary>The fields of any publication type and <c>publishLocation</c>, by name, in lexical form.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>The image of a publication that is posted to an appliance's path: there the body alone names it.</summary>
    /// <param name="appliance">The appliance in the request's path.</param>
    /// <exception cref="RefusalException">400 when it is missing, no path, or no image of this appliance.</exception>
    public ResourcePath ImageBelow(ResourcePath appliance)
    {
        string text = ImageUri ?? throw UForgeRefusals.Missing("imageUri", "the path names no image.");
        return ResourcePath.TryParse(text, out ResourcePath? image) && image.Collection == "images" && image.Parent == appliance
            ? image
            : throw UForgeRefusals.Invalid("imageUri", $"must be an image of {appliance}.");
    }
}
