using System.Globalization;
using System.Xml;
using ImagePublishFunctions.Domain;
using ImagePublishFunctions.Http.UForge.Writing;

namespace ImagePublishFunctions.Http.UForge.Views;

/// <summary>
/// Puts stored fields, which are in lexical form, into an object as what they are. Secrets have no place there and are passed over.
/// </summary>
internal static class TypedValues
{
    public static void Set(UForgeObject target, IEnumerable<FieldDefinition> fields, IReadOnlyDictionary<string, string> values)
    {
        foreach (FieldDefinition field in fields)
        {
            if (!field.IsShown || !values.TryGetValue(field.Name, out string? value)) continue;
            target[field.Name] = field.Kind switch
            {
                FieldKind.Boolean => XmlConvert.ToBoolean(value),
                FieldKind.WholeNumber => int.Parse(value, CultureInfo.InvariantCulture),
                _ => value,
            };
        }
    }
}
