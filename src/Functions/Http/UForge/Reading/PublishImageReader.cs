using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Domain.Publishing;
using ImagePublishFunctions.Domain.Sharing;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>Reads a <c>publishImage</c>.</summary>
public static class PublishImageReader
{
    /// <summary>The root element.</summary>
    public const string RootName = "publishImage";

    private const string ShareWith = "shareWith";

    /// <summary>The field of the base type that a publication keeps: for example a region.</summary>
    private static readonly FieldDefinition PublishLocation = FieldDefinition.Text("publishLocation");

    /// <summary>Reads the publication.</summary>
    /// <exception cref="RefusalException">400 naming the field that is doubled, contradicts another, or is not of its kind.</exception>
    public static PublishImageBody Read(UForgeElement root) => new()
    {
        TypeHint = root.TypeHint,
        ParentUri = ReadParent(root),
        ImageUri = root.ChildText("imageUri")?.Trim(),
        Account = root.Child(CredAccountReader.RootName) is { } account ? CredAccountReader.Read(account) : null,
        ShareWith = ReadShareWith(root),
        Fields = TypedFields.Read(root, PublicationType.All.SelectMany(type => type.Fields).Prepend(PublishLocation)),
    };

    private static string[] ReadShareWith(UForgeElement root)
    {
        string[] projects = [.. root.Children.Where(child => child.Name == ShareWith).Select(child => child.Text?.Trim() ?? "").Distinct()];
        if (projects.Length > ShareSlices.MaximumPairs) throw UForgeRefusals.Invalid(ShareWith, $"names more than {ShareSlices.MaximumPairs} projects.");
        foreach (string project in projects)
        {
            if (ShareRules.WhyNotProject(project) is { } fault) throw UForgeRefusals.Invalid(ShareWith, fault + ".");
        }

        return projects;
    }

    private static string? ReadParent(UForgeElement root)
    {
        string? parent = root.ChildText("parentUri")?.Trim();
        string? appliance = root.ChildText("applianceUri")?.Trim();
        if (parent is not null && appliance is not null && parent != appliance)
        {
            throw UForgeRefusals.Invalid("applianceUri", "is the old name of parentUri and must not differ from it.");
        }

        return parent ?? appliance;
    }
}
