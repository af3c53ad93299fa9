using ImagePublishFunctions.Domain;

namespace ImagePublishFunctions.Http.UForge.Reading;

/// <summary>
/// Reads the fields that types add. A body's type may be known only later, so the fields of all types are read by their names.
/// </summary>
internal static class TypedFields
{
    public static Dictionary<string, string> Read(UForgeElement element, IEnumerable<FieldDefinition> definitions)
    {
        Dictionary<string, string> values = [];
        foreach (FieldDefinition definition in definitions.DistinctBy(field => field.Name))
        {
            if (element.ChildText(definition.Name) is not { } text) continue;
            if (!definition.TryNormalize(text, out string? value))
            {
                throw UForgeRefusals.Invalid(element.Child(definition.Name)!.Path, Expectation(definition));
            }

            values.Add(definition.Name, value);
        }

        return values;
    }

    public static string? ReadText(UForgeElement element, string name) =>
        Read(element, [FieldDefinition.Text(name)]).GetValueOrDefault(name);

    private static string Expectation(FieldDefinition definition) => definition.Kind switch
    {
        FieldKind.Boolean => "must be true or false.",
        FieldKind.WholeNumber => "must be a whole number of 32 bits.",
        FieldKind.Uri => $"must be a URI of at most {definition.MaximumLength} characters.",
        _ => $"must be at most {definition.MaximumLength} characters without control characters.",
    };
}
