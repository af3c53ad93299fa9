namespace ImagePublishFunctions.Http.UForge.Writing;

/// <summary>
/// An object of a response: the values of a type's fields. The type knows their order, so they are set in any; a field that the type lacks,
/// or a value of another kind, is a fault of this program and throws.
/// </summary>
public sealed class UForgeObject
{
    private readonly Dictionary<string, object> _values = [];

    /// <summary>An empty object.</summary>
    /// <param name="typeName">A type of <see cref="UForgeSchema"/> that is not abstract, for example <c>OpStatus</c>.</param>
    public UForgeObject(string typeName)
    {
        Type = UForgeSchema.Find(typeName);
        if (Type.IsAbstract) throw new ArgumentException($"{typeName} is abstract.", nameof(typeName));
    }

    /// <summary>The object's type.</summary>
    public UForgeType Type { get; }

    /// <summary>The value of a field; null, or set to null, is absent.</summary>
    /// <exception cref="ArgumentException">The type has no such field, or the value is not of its kind.</exception>
    public object? this[string field]
    {
        get => _values.GetValueOrDefault(field);
        set
        {
            UForgeField definition = Type.Find(field) ?? throw new ArgumentException($"{Type.Name} has no field {field}.", nameof(field));
            if (value is null)
            {
                _values.Remove(field);
                return;
            }

            _values[field] = Fits(definition, value)
                ? value
                : throw new ArgumentException($"{Type.Name}.{field} cannot hold this {value.GetType().Name}.", nameof(value));
        }
    }

    private static bool Fits(UForgeField field, object value) => field.Kind switch
    {
        UForgeValueKind.Text => value is string text && (field.Choices.Count == 0 || field.Choices.Contains(text)),
        UForgeValueKind.Boolean => value is bool,
        UForgeValueKind.Number => value is int or long,
        UForgeValueKind.Time => value is DateTimeOffset,
        UForgeValueKind.Part => value is UForgeObject part && part.Type.Is(field.TypeName!),
        _ when field.TypeName is null => value is IReadOnlyList<string>,
        _ => value is IReadOnlyList<UForgeObject> parts && parts.All(part => part.Type.Is(field.TypeName)),
    };
}
