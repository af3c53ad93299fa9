using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace ImagePublishFunctions.Functions.Tests.UForge;

/// <summary>UForge's own XSD: reference data that may stand in a folder <c>shared</c> beside the repository.</summary>
internal static class UForgeXsd
{
    private static readonly Lazy<XmlSchemaSet?> Schemas = new(Load);

    /// <summary>What the XSD finds wrong with a document; nothing where the XSD is absent.</summary>
    public static IReadOnlyList<string> Validate(XDocument document)
    {
        List<string> errors = [];
        if (Schemas.Value is { } schemas) document.Validate(schemas, (_, error) => errors.Add(error.Message));
        return errors;
    }

    private static XmlSchemaSet? Load()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "contracts", "uforge.xsd");
            if (!File.Exists(path)) continue;
            XmlSchemaSet schemas = new();
            using XmlReader reader = XmlReader.Create(path);
            schemas.Add(null, reader);
            schemas.Compile();
            return schemas;
        }

        return null;
    }
}
